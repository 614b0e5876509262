// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Signals to processes, which Java sends only two of.
final class Signals {
  private static final int PATIENCE = 500;

  private Signals() {}

  /// Sends one, by its name without `SIG`.
  static void send(String name, long pid) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("no signal " + name + " to process " + pid);
    }
  }

  /// Stops a process, and waits until all of it stands still.
  static void freeze(long pid) throws IOException, InterruptedException {
    send("STOP", pid);
    for (int i = 0; i < PATIENCE; i++) {
      String state = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      // Behind the name, which may have blanks and parentheses in it.
      if (state.charAt(state.lastIndexOf(')') + 2) == 'T') {
        return;
      }
      Thread.sleep(10);
    }
    throw new IOException("process " + pid + " doesn't stand still");
  }
}
