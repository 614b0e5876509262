// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.util.List;

/// A signal to one of the processes.
///
/// @param signal its name without `SIG`
record Crash(Victim victim, String signal) {
  /// Who gets it.
  enum Victim {
    /// The gateway's enclave.
    ENCLAVE,
    /// The gateway's host.
    HOST,
    /// The enclave behind it.
    FAR_ENCLAVE,
    /// That one's host.
    FAR_HOST,
    /// The server of models.
    MODEL
  }

  /// In turn. Pauses before an enclave's next start grow, until its host is another.
  static final List<Crash> ALL =
      List.of(
          new Crash(Victim.ENCLAVE, "QUIT"),
          new Crash(Victim.ENCLAVE, "SEGV"),
          new Crash(Victim.HOST, "SEGV"),
          new Crash(Victim.ENCLAVE, "ABRT"),
          new Crash(Victim.MODEL, "KILL"),
          new Crash(Victim.HOST, "QUIT"),
          // The ordinary run of the test ends here.
          new Crash(Victim.ENCLAVE, "BUS"),
          new Crash(Victim.FAR_ENCLAVE, "SEGV"),
          new Crash(Victim.ENCLAVE, "KILL"),
          new Crash(Victim.HOST, "KILL"),
          new Crash(Victim.ENCLAVE, "FPE"),
          new Crash(Victim.FAR_HOST, "SEGV"),
          new Crash(Victim.ENCLAVE, "TRAP"),
          new Crash(Victim.MODEL, "KILL"),
          new Crash(Victim.ENCLAVE, "SYS"),
          new Crash(Victim.HOST, "ABRT"));

  /// Whether the process goes on, and only says where its threads are.
  boolean survived() {
    return signal.equals("QUIT");
  }
}
