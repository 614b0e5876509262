// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Runs a program to its end.
@FunctionalInterface
public interface CommandRunner {
  /// Runs `command`, the program first.
  ///
  /// @param within kills it after this long
  /// @throws IOException if it can't be started or doesn't end in time
  /// @throws InterruptedException if interrupted, after it was killed
  CommandResult run(List<String> command, Duration within) throws IOException, InterruptedException;
}
