// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import static dev.strongroom.enclave.runtime.machine.MachineCalls.NO_DEVICES;
import static dev.strongroom.enclave.runtime.machine.MachineCalls.NO_EXECUTION;
import static dev.strongroom.enclave.runtime.machine.MachineCalls.NO_SUID;
import static dev.strongroom.enclave.runtime.machine.MachineCalls.READ_ONLY;
import static dev.strongroom.enclave.runtime.machine.MachineCalls.REMOUNT;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.nsm.DocumentRequest;
import dev.strongroom.enclave.runtime.nsm.NitroDevice;
import dev.strongroom.enclave.runtime.nsm.Nsm;
import dev.strongroom.enclave.runtime.nsm.NsmException;
import dev.strongroom.enclave.runtime.tsm.TsmDevice;
import dev.strongroom.enclave.runtime.tsm.TsmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The machine that an enclave image boots, made ready by its process 1. To be used once, in this
/// order, before any other code of the enclave runs and before Java has drawn randomness.
public final class Machine {
  /// The user that runtime and application run as; it owns nothing.
  static final int USER = 10_000;

  private static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_NOFILE = 7;
  private static final long OPEN_FILES = 65_536;
  private static final int SEEDS = 2;
  private static final int ENOENT = 2;
  private static final Path PROC = Path.of("/proc");
  private static final Path DEV = Path.of("/dev");

  /// No process may be traced, not even by its parent; no module may be loaded; no other kernel may
  /// be started; kernel log and kernel addresses are nobody's.
  private static final SortedMap<String, String> KERNEL_SETTINGS =
      new TreeMap<>(
          Map.of(
              "kernel/yama/ptrace_scope", "3",
              "kernel/modules_disabled", "1",
              "kernel/kexec_load_disabled", "1",
              "kernel/dmesg_restrict", "1",
              "kernel/kptr_restrict", "2"));

  private static final Duration TOLERATED = Duration.ofSeconds(1);

  private final MachineCalls calls;
  private final int parentCid;
  private final PowerSwitch power;
  private final InstantSource clock;
  private final BootTimes times;

  private Machine(
      MachineCalls calls, int parentCid, PowerSwitch power, InstantSource clock, BootTimes times) {
    this.calls = calls;
    this.parentCid = parentCid;
    this.power = power;
    this.clock = clock;
    this.times = times;
  }

  /// First of all: the kernel's file systems, because even the rest of Java needs them.
  ///
  /// @param clock the machine's
  /// @throws MachineException if one can't be mounted, or the kernel's command line has more to say
  ///   than it may
  public static Machine mounted(InstantSource clock, BootTimes times) throws IOException {
    return mounted(new NativeMachineCalls(), PROC, clock, times);
  }

  static Machine mounted(MachineCalls calls, Path proc, InstantSource clock, BootTimes times)
      throws IOException {
    int inert = NO_SUID | NO_DEVICES | NO_EXECUTION;
    check("mount /proc", calls.mount("proc", "/proc", inert, ""));
    check("mount /sys", calls.mount("sysfs", "/sys", inert | READ_ONLY, ""));
    check("mount /dev", calls.mount("devtmpfs", "/dev", NO_SUID | NO_EXECUTION, "mode=0755"));
    check("mount /tmp", calls.mount("tmpfs", "/tmp", inert, "mode=1777,size=25%"));
    times.reached("mounted");
    KernelEnvironment.check(Files.readAllBytes(proc.resolve("self", "environ")));
    int parentCid = KernelCommandLine.read(proc.resolve("cmdline")).parentCid();
    return new Machine(calls, parentCid, PowerSwitch.open(calls), clock, times);
  }

  /// Ends the machine.
  public PowerSwitch power() {
    return power;
  }

  /// The host's address.
  public int parentCid() {
    return parentCid;
  }

  /// Tells the parent that the enclave lives.
  ///
  /// @throws MachineException if it doesn't answer
  public void beat() throws MachineException {
    Heartbeat.beat(parentCid);
    times.reached("heartbeat answered");
  }

  /// Has temporary files take as much memory as the measured configuration says, where they may
  /// take a quarter of it otherwise: what the host brings by its digest has to have room there.
  ///
  /// @param mebibytes from 1 on
  /// @throws MachineException if that can't be
  public void temporary(int mebibytes) throws MachineException {
    check(
        "size /tmp",
        calls.mount(
            "tmpfs",
            "/tmp",
            REMOUNT | NO_SUID | NO_DEVICES | NO_EXECUTION,
            "mode=1777,size=" + mebibytes + "m"));
  }

  /// Opens the device: Nitro's module, or what the kernel of a confidential virtual machine has. No
  /// kernel of ours has both.
  ///
  /// Randomness and the time are taken from Nitro's module: both are the hypervisor's to give, and
  /// nobody's in between. A confidential guest has its randomness from the processor, which has
  /// seeded the kernel's generator by now, and its time from the host, which isn't trusted.
  ///
  /// @throws MachineException if there is no device, or one doesn't work
  public Device device() throws MachineException {
    return device(DEV);
  }

  Device device(Path dev) throws MachineException {
    if (Files.exists(dev.resolve("nsm"))) {
      return device(NitroDevice::open);
    }
    return guest(
        Files.exists(dev.resolve("tdx_guest"))
            ? () -> TsmDevice.openTdxGuest(parentCid)
            : TsmDevice::openSevGuest);
  }

  /// Opens a confidential virtual machine's device.
  interface GuestOpening {
    TsmDevice open() throws TsmException;
  }

  TsmDevice guest(GuestOpening opening) throws MachineException {
    try {
      TsmDevice device = opening.open();
      times.reached("report device opened");
      return device;
    } catch (TsmException e) {
      throw new MachineException(
          "no device: no Nitro Secure Module is here, and no SEV-SNP or TDX guest's: "
              + e.getMessage());
    }
  }

  /// Opens a device.
  interface Opening {
    NitroDevice open() throws NsmException;
  }

  NitroDevice device(Opening opening) throws MachineException {
    try {
      NitroDevice device = opening.open();
      seed(device.nsm());
      times.reached("randomness seeded");
      setClock(device.nsm());
      times.reached("clock set");
      return device;
    } catch (NsmException e) {
      throw new MachineException("the Nitro Secure Module doesn't work: " + e.getMessage());
    }
  }

  private void seed(Nsm nsm) throws NsmException, MachineException {
    for (int i = 0; i < SEEDS; i++) {
      byte[] seed = nsm.random();
      try {
        check("seed randomness", calls.addEntropy(Bytes.copyOf(seed)));
      } finally {
        Arrays.fill(seed, (byte) 0);
      }
    }
  }

  /// The kernel may have no clock at all at the start. A document's time is the hypervisor's.
  private void setClock(Nsm nsm) throws NsmException, MachineException {
    try {
      Instant now = NitroDocument.parse(nsm.attest(DocumentRequest.PLAIN)).timestamp();
      if (Duration.between(now, clock.instant()).abs().compareTo(TOLERATED) > 0) {
        check("set the clock", calls.setClock(now));
      }
    } catch (MalformedEvidenceException e) {
      throw new MachineException("the device's evidence is malformed: " + e.getMessage());
    }
  }

  /// Gives away all that process 1 may and the application mustn't: the root file system can't be
  /// written, nobody can look into this process, it goes on as a user that owns nothing, and most
  /// of what it could still ask the kernel for is refused.
  ///
  /// @param environment what the application finds in its environment
  /// @throws MachineException if one of it fails
  public void confine(Map<String, String> environment) throws MachineException {
    check("loopback", calls.loopbackUp());
    check("limit core dumps", calls.limit(RLIMIT_CORE, 0));
    check("limit open files", calls.limit(RLIMIT_NOFILE, OPEN_FILES));
    for (Map.Entry<String, String> setting : KERNEL_SETTINGS.entrySet()) {
      set(setting.getKey(), setting.getValue());
    }
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      check("environment", calls.environment(variable.getKey(), variable.getValue()));
    }
    check(
        "make / read-only",
        calls.mount("rootfs", "/", REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES, ""));
    check("become user " + USER, calls.becomeUser(USER));
    // After that: a change of user sets it anew.
    check("forbid dumps", calls.undumpable());
    check("forbid new privileges", calls.noNewPrivileges());
    // Last: it refuses some of the above.
    check(
        "filter system calls",
        calls.filterCalls(SystemCallFilter.of(Architecture.of(System.getProperty("os.arch")))));
    times.reached("confined");
  }

  /// A kernel without the setting lacks what is set.
  private void set(String setting, String value) throws MachineException {
    String step = "set " + setting;
    int fd = calls.openToWrite("/proc/sys/" + setting);
    if (fd == -ENOENT) {
      return;
    }
    check(step, fd);
    try {
      check(step, calls.write(fd, value));
    } finally {
      calls.close(fd);
    }
  }

  private static void check(String step, int result) throws MachineException {
    if (result < 0) {
      throw new MachineException(step + ": error " + -result);
    }
  }
}
