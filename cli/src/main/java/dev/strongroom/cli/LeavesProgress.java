// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.time.Duration;
import java.time.Instant;

/// Shows on a terminal how many of a log's leaves came: a line on standard error, which goes away.
final class LeavesProgress implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Console console;
  private final String verb;
  private long done;
  private boolean shown;
  private Instant last;

  /// @param verb what happened to the leaves
  LeavesProgress(Console console, String verb) {
    this.console = console;
    this.verb = verb;
    this.last = console.clock().instant();
  }

  /// So many leaves more.
  void more(long leaves) {
    done += leaves;
    Instant now = console.clock().instant();
    if (console.colour() && Duration.between(last, now).compareTo(BETWEEN) >= 0) {
      last = now;
      shown = true;
      console.err().print("\r" + verb + " " + done + " leaves");
      console.err().flush();
    }
  }

  /// Removes the line.
  void end() {
    if (shown) {
      shown = false;
      console.err().print("\r\u001b[K");
      console.err().flush();
    }
  }

  @Override
  public void close() {
    end();
  }
}
