// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;

/// What a program said last before it ended, which mostly is why.
final class LastError {
  private static final Logger LOG = System.getLogger(LastError.class.getName());

  private LastError() {}

  /// The last line of its standard error, all of which is logged.
  static CompletableFuture<String> of(Process process) {
    return OutputLines.read(
        process.getErrorStream(),
        line -> LOG.log(Level.DEBUG, "process {0}: {1}", process.pid(), line));
  }

  /// How it ended, in a few words.
  static String ending(Process gone, String lastError) {
    String status = ProcessEnclave.status(gone);
    return lastError.isEmpty() ? status : status + ", " + lastError;
  }
}
