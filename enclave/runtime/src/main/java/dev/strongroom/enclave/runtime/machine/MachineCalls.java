// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;

/// System calls that only process 1 makes. Each returns 0 or more, or a negative error number.
interface MachineCalls {
  /// `MS_NOSUID`, `MS_NODEV`, `MS_NOEXEC`, `MS_RDONLY`, `MS_REMOUNT` of mount(2).
  int NO_SUID = 2;

  int NO_DEVICES = 4;
  int NO_EXECUTION = 8;
  int READ_ONLY = 1;
  int REMOUNT = 32;

  /// mount(2).
  int mount(String type, String target, int flags, String options);

  /// Opens a file for writing.
  ///
  /// @return its descriptor
  int openToWrite(String path);

  /// write(2) of all at once.
  int write(int fd, String text);

  /// close(2).
  int close(int fd);

  /// Adds to the kernel's entropy and credits all of its bits, then lets its generator take a new
  /// key from it at once: `RNDADDENTROPY` and `RNDRESEEDCRNG` of random(4). Without the second, one
  /// that is seeded already keeps its key for up to a minute.
  int addEntropy(Bytes seed);

  /// Sets the interface `lo` up: `SIOCSIFFLAGS` of netdevice(7).
  int loopbackUp();

  /// clock_settime(2) of the wall clock.
  int setClock(Instant now);

  /// setrlimit(2), soft and hard.
  int limit(int resource, long value);

  /// prctl(`PR_SET_DUMPABLE`, 0): no core dump, no ptrace, of whoever.
  int undumpable();

  /// setenv(3). Only before Java has looked at its environment.
  int environment(String name, String value);

  /// setgroups(2) to none, then setresgid(2) and setresuid(2), of all threads.
  int becomeUser(int id);

  /// prctl(`PR_SET_NO_NEW_PRIVS`), of the calling thread.
  int noNewPrivileges();

  /// seccomp(2) for all threads that there are and will be, which then have no new privileges
  /// either. To be called after [#noNewPrivileges].
  ///
  /// @param program from [SystemCallFilter]
  int filterCalls(Bytes program);
}
