// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.vsock.linux.NativeFunction;
import dev.strongroom.vsock.linux.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// NVIDIA's management library, as nvml.h of API versions 12 and 13 declares it: the functions that
/// evidence takes, each one call. What it says of lengths is checked, what it says else isn't.
///
/// One thread at a time: the library itself would allow more, but who waits for which GPU would be
/// its secret.
final class Nvml {
  /// NVML_CC_GPU_CEC_NONCE_SIZE.
  static final int NONCE = 32;

  // nvmlConfComputeGpuAttestationReport_t: three numbers, nonce, report, report of another
  // controller that some boards have.
  static final int MAX_REPORT = 0x2000;
  private static final int MAX_CEC_REPORT = 0x1000;
  private static final int REPORT_LENGTH_AT = 4;
  private static final int CEC_LENGTH_AT = 8;
  private static final int NONCE_AT = 12;
  private static final int REPORT_AT = NONCE_AT + NONCE;
  private static final int REPORT_SIZE = REPORT_AT + MAX_REPORT + MAX_CEC_REPORT;

  // nvmlConfComputeGpuCertificate_t: two numbers, certificates of the session, those of reports.
  private static final int MAX_SESSION_CHAIN = 0x1000;
  static final int MAX_CHAIN = 0x1400;
  private static final int CHAIN_LENGTH_AT = 4;
  private static final int CHAIN_AT = 8 + MAX_SESSION_CHAIN;
  private static final int CHAIN_SIZE = CHAIN_AT + MAX_CHAIN;

  // nvmlSystemConfComputeSettings_v1_t: version, environment, feature, developer tools, several.
  private static final int SETTINGS_SIZE = 20;
  private static final int SETTINGS_VERSION = SETTINGS_SIZE | 1 << 24;
  // nvmlConfComputeSystemState_t: the same without the first and the last.
  private static final int STATE_SIZE = 12;

  // NVML_SYSTEM_DRIVER_VERSION_, NVML_DEVICE_UUID_V2_, NVML_DEVICE_VBIOS_VERSION_BUFFER_SIZE.
  private static final int MAX_DRIVER_VERSION = 80;
  private static final int MAX_UUID = 96;
  private static final int MAX_VBIOS_VERSION = 32;

  private final NativeLibrary library;

  private Nvml(NativeLibrary library) {
    this.library = library;
  }

  /// Loads the library and initialises it.
  ///
  /// @param nameOrPath as [NativeLibrary#open] takes it
  static Nvml load(String nameOrPath) throws NvmlException {
    Nvml nvml =
        new Nvml(
            NativeLibrary.open(nameOrPath)
                .orElseThrow(() -> new NvmlException(new NvmlFailure.Missing(nameOrPath))));
    nvml.run("nvmlInit_v2", 0, 0, 0);
    return nvml;
  }

  void shutDown() throws NvmlException {
    run("nvmlShutdown", 0, 0, 0);
  }

  String driverVersion() throws NvmlException {
    return text("nvmlSystemGetDriverVersion", Optional.empty(), MAX_DRIVER_VERSION);
  }

  /// Settings say more than the state, but only newer drivers have them.
  ConfidentialState confidentialState() throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      GuardedMemory settings = GuardedMemory.of(arena, SETTINGS_SIZE).number(0, SETTINGS_VERSION);
      fill("nvmlSystemGetConfComputeSettings", Optional.empty(), settings);
      return ConfidentialState.of(
          settings.number(8),
          settings.number(12),
          settings.number(4),
          Optional.of(settings.number(16)));
    } catch (NvmlException e) {
      if (!unknown(e.failure())) {
        throw e;
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      GuardedMemory state = GuardedMemory.of(arena, STATE_SIZE);
      fill("nvmlSystemGetConfComputeState", Optional.empty(), state);
      return ConfidentialState.of(
          state.number(4), state.number(8), state.number(0), Optional.empty());
    }
  }

  private static boolean unknown(NvmlFailure failure) {
    return switch (failure) {
      case NvmlFailure.FunctionMissing _ -> true;
      case NvmlFailure.CallFailed(String _, NvmlError error) ->
          error == NvmlError.FUNCTION_NOT_FOUND
              || error == NvmlError.NOT_SUPPORTED
              || error == NvmlError.ARGUMENT_VERSION_MISMATCH;
      default -> false;
    };
  }

  long count() throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      GuardedMemory count = GuardedMemory.of(arena, Integer.BYTES);
      fill("nvmlDeviceGetCount_v2", Optional.empty(), count);
      return count.number(0);
    }
  }

  /// The library's own pointer to a GPU, good until it is shut down.
  long handle(int index) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      GuardedMemory handle = GuardedMemory.of(arena, Long.BYTES);
      String function = "nvmlDeviceGetHandleByIndex_v2";
      run(function, index, handle.pointer(), 0);
      intact(function, handle);
      return handle.number(0) | handle.number(Integer.BYTES) << Integer.SIZE;
    }
  }

  String uuid(long device) throws NvmlException {
    return text("nvmlDeviceGetUUID", Optional.of(device), MAX_UUID);
  }

  String vbiosVersion(long device) throws NvmlException {
    return text("nvmlDeviceGetVbiosVersion", Optional.of(device), MAX_VBIOS_VERSION);
  }

  NvmlArchitecture architecture(long device) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      GuardedMemory found = GuardedMemory.of(arena, Integer.BYTES);
      fill("nvmlDeviceGetArchitecture", Optional.of(device), found);
      long number = found.number(0);
      return NvmlArchitecture.of(number)
          .orElseThrow(() -> new NvmlException(new NvmlFailure.UnknownArchitecture(number)));
    }
  }

  /// Has the GPU sign a report.
  ///
  /// @param nonce 32 bytes
  /// @return the report alone; that of the other controller is for NVIDIA's own tools
  Bytes report(long device, Bytes nonce) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      GuardedMemory report = GuardedMemory.of(arena, REPORT_SIZE).bytes(NONCE_AT, nonce);
      fill("nvmlDeviceGetConfComputeGpuAttestationReport", Optional.of(device), report);
      if (report.number(CEC_LENGTH_AT) > MAX_CEC_REPORT) {
        throw wrongLength(
            "the other controller's report", report.number(CEC_LENGTH_AT), MAX_CEC_REPORT);
      }
      return counted("report", report, REPORT_LENGTH_AT, REPORT_AT, MAX_REPORT);
    }
  }

  /// The certificates of a GPU's reports, PEM.
  Bytes chain(long device) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      GuardedMemory chain = GuardedMemory.of(arena, CHAIN_SIZE);
      fill("nvmlDeviceGetConfComputeGpuCertificate", Optional.of(device), chain);
      if (chain.number(0) > MAX_SESSION_CHAIN) {
        throw wrongLength("certificates of the session", chain.number(0), MAX_SESSION_CHAIN);
      }
      return counted("certificates", chain, CHAIN_LENGTH_AT, CHAIN_AT, MAX_CHAIN);
    }
  }

  private static Bytes counted(String what, GuardedMemory from, int lengthAt, int at, int most)
      throws NvmlException {
    long length = from.number(lengthAt);
    if (length == 0 || length > most) {
      throw wrongLength(what, length, most);
    }
    return from.bytes(at, (int) length);
  }

  private static NvmlException wrongLength(String what, long length, int most) {
    return new NvmlException(new NvmlFailure.WrongLength(what, length, most));
  }

  /// Calls a function that fills a structure.
  private void fill(String function, Optional<Long> device, GuardedMemory structure)
      throws NvmlException {
    if (device.isPresent()) {
      run(function, device.get(), structure.pointer(), 0);
    } else {
      run(function, structure.pointer(), 0, 0);
    }
    intact(function, structure);
  }

  /// Calls a function that fills a buffer with text that ends in a zero.
  private String text(String function, Optional<Long> device, int size) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      GuardedMemory text = GuardedMemory.of(arena, size);
      if (device.isPresent()) {
        run(function, device.get(), text.pointer(), size);
      } else {
        run(function, text.pointer(), size, 0);
      }
      intact(function, text);
      StringBuilder found = new StringBuilder();
      Bytes all = text.bytes(0, size);
      for (int i = 0; i < size && all.at(i) != 0; i++) {
        if (all.at(i) <= ' ' || all.at(i) > '~') {
          throw new NvmlException(new NvmlFailure.MalformedText(function));
        }
        found.append((char) all.at(i));
      }
      if (found.isEmpty() || found.length() == size) {
        throw new NvmlException(new NvmlFailure.MalformedText(function));
      }
      return found.toString();
    }
  }

  private static void intact(String function, GuardedMemory structure) throws NvmlException {
    if (structure.overrun()) {
      throw new NvmlException(new NvmlFailure.WroteBeyond(function));
    }
  }

  private void run(String name, long a, long b, long c) throws NvmlException {
    NativeFunction function =
        library
            .ofInt(name)
            .orElseThrow(() -> new NvmlException(new NvmlFailure.FunctionMissing(name)));
    long result;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = NativeFunction.errno(arena);
      result = function.call(errno, a, b, c);
    }
    if (result != 0) {
      Optional<NvmlError> error = NvmlError.of(result);
      throw new NvmlException(
          error.isPresent()
              ? new NvmlFailure.CallFailed(name, error.get())
              : new NvmlFailure.UnnamedError(name, result));
    }
  }
}
