// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.util.List;

/// A part of a page that a reader copies, or compares with what is on the screen.
sealed interface Block {

  /// Commands for the reader's terminal, one after another.
  ///
  /// @param line of the page, from 1, where the block begins
  /// @param commands each as it is pasted; one may have several lines
  /// @param status how each has to end
  record Commands(int line, List<String> commands, int status) implements Block {
    public Commands {
      commands = List.copyOf(commands);
    }
  }

  /// What goes on running in a terminal of its own.
  record Background(int line, String command) implements Block {}

  /// What is only shown: it needs another machine, or takes as long as the page says.
  record Elsewhere(int line, String text) implements Block {}

  /// What the block before it shows.
  record Output(int line, List<String> lines) implements Block {
    public Output {
      lines = List.copyOf(lines);
    }
  }

  /// Ctrl-C in the other terminal that was opened last.
  record Stop(int line) implements Block {}

  /// Line of the page, from 1, where it begins.
  int line();
}
