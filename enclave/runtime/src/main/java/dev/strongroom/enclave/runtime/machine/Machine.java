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
import dev.strongroom.enclave.runtime.nsm.DocumentRequest;
import dev.strongroom.enclave.runtime.nsm.NitroDevice;
import dev.strongroom.enclave.runtime.nsm.Nsm;
import dev.strongroom.enclave.runtime.nsm.NsmException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/// The machine that an enclave image boots, made ready by its process 1. To be used once, in this
/// order, before any other code of the enclave runs and before Java has drawn randomness.
public final class Machine {
  /// The user that runtime and application run as; it owns nothing.
  static final int USER = 10_000;

  private static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_NOFILE = 7;
  private static final long OPEN_FILES = 65_536;
  private static final int SEEDS = 2;
  private static final Duration TOLERATED = Duration.ofSeconds(1);

  private final MachineCalls calls;
  private final int parentCid;
  private final PowerSwitch power;
  private final BootTimes times;

  private Machine(MachineCalls calls, int parentCid, PowerSwitch power, BootTimes times) {
    this.calls = calls;
    this.parentCid = parentCid;
    this.power = power;
    this.times = times;
  }

  /// First of all: the kernel's file systems, because even the rest of Java needs them.
  ///
  /// @throws MachineException if one can't be mounted
  public static Machine mounted(BootTimes times) throws IOException {
    return mounted(new NativeMachineCalls(), times);
  }

  static Machine mounted(MachineCalls calls, BootTimes times) throws IOException {
    int inert = NO_SUID | NO_DEVICES | NO_EXECUTION;
    check("mount /proc", calls.mount("proc", "/proc", inert, ""));
    check("mount /sys", calls.mount("sysfs", "/sys", inert | READ_ONLY, ""));
    check("mount /dev", calls.mount("devtmpfs", "/dev", NO_SUID | NO_EXECUTION, "mode=0755"));
    check("mount /tmp", calls.mount("tmpfs", "/tmp", inert, "mode=1777,size=25%"));
    times.reached("mounted");
    return new Machine(calls, KernelCommandLine.read().parentCid(), PowerSwitch.open(calls), times);
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

  /// Opens the device, and takes randomness and the time from it: both are the hypervisor's to
  /// give, and nobody's in between.
  ///
  /// @throws IOException if there is no device, or one doesn't work
  public NitroDevice device() throws IOException {
    try {
      NitroDevice device = NitroDevice.open();
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
      if (Duration.between(now, Instant.now()).abs().compareTo(TOLERATED) > 0) {
        check("set the clock", calls.setClock(now));
      }
    } catch (MalformedEvidenceException e) {
      throw new MachineException("the device's evidence is malformed: " + e.getMessage());
    }
  }

  /// Gives away all that process 1 may and the application mustn't: the root file system can't be
  /// written, nobody can look into this process, and it goes on as a user that owns nothing.
  ///
  /// @param environment what the application finds in its environment
  /// @throws MachineException if one of it fails
  public void confine(Map<String, String> environment) throws MachineException {
    check("loopback", calls.loopbackUp());
    check("limit core dumps", calls.limit(RLIMIT_CORE, 0));
    check("limit open files", calls.limit(RLIMIT_NOFILE, OPEN_FILES));
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      check("environment", calls.environment(variable.getKey(), variable.getValue()));
    }
    check(
        "make / read-only",
        calls.mount("rootfs", "/", REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES, ""));
    check("become user " + USER, calls.becomeUser(USER));
    // After that: a change of user sets it anew.
    check("forbid dumps", calls.undumpable());
    times.reached("confined");
  }

  private static void check(String step, int result) throws MachineException {
    if (result < 0) {
      throw new MachineException(step + ": error " + -result);
    }
  }
}
