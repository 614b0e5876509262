// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

/// Ends the machine. Opened while process 1 is privileged, for use when it no longer is.
public final class PowerSwitch {
  private static final String TRIGGER = "/proc/sysrq-trigger";
  private static final String RESTART_AT_ONCE = "b";

  private final MachineCalls calls;
  private final int fd;

  private PowerSwitch(MachineCalls calls, int fd) {
    this.calls = calls;
    this.fd = fd;
  }

  /// Opens it. A kernel without one panics when process 1 ends, which ends the machine as well.
  static PowerSwitch open(MachineCalls calls) {
    return new PowerSwitch(calls, calls.openToWrite(TRIGGER));
  }

  /// Restarts the machine, which an enclave doesn't survive. Returns only if that isn't possible.
  public void off() {
    if (fd >= 0) {
      calls.write(fd, RESTART_AT_ONCE);
    }
  }
}
