// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.channel.ExchangeResponse;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.control.EnclaveState;
import dev.strongroom.enclave.runtime.control.EnclaveState.Phase;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the evidence of a device shows, for the host to tell people. Making some also shows at the
/// very start whether the device works.
final class StateOfDevice {
  private static final Bytes PROBE = Bytes.zeros(64);

  private StateOfDevice() {}

  /// The first state of an enclave, before its device was asked anything.
  static EnclaveState starting(Device device, EnclaveConfiguration configuration) {
    return new EnclaveState(
        Phase.STARTING,
        device.name(),
        device.simulated(),
        configuration.rootSecret().name(),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>(),
        Optional.empty());
  }

  /// The same state with what the device's evidence shows.
  ///
  /// @throws DeviceException if the device makes no evidence, or more than channels carry
  static EnclaveState measured(EnclaveState state, Device device) throws DeviceException {
    Bytes evidence = device.attest(Bytes.utf8("probe"), PROBE, Optional.empty());
    if (evidence.length() > ExchangeResponse.MAX_EVIDENCE) {
      throw new DeviceException(
          "evidence of "
              + evidence.length()
              + " bytes, the attested channel takes "
              + ExchangeResponse.MAX_EVIDENCE);
    }
    NitroDocument document;
    try {
      document = NitroDocument.parse(evidence);
    } catch (MalformedEvidenceException e) {
      return state; // Evidence of another kind has no PCRs.
    }
    SortedMap<Integer, Bytes> pcrs = new TreeMap<>(document.pcrs());
    pcrs.keySet().retainAll(Pcrs.IMAGE);
    Optional<Bytes> root =
        device.simulated() ? Optional.of(sha256(document.cabundle().getFirst())) : Optional.empty();
    return state.measured(pcrs, root);
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
