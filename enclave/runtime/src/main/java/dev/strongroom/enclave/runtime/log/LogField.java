// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.log;

import java.util.Set;

/// A field of a [LogEvent]: its name, and what it may hold.
public sealed interface LogField {
  /// Its name in the log's JSON.
  String name();

  /// A number.
  record Numeric(String name) implements LogField {}

  /// One of some words; anything else is logged as `other`.
  ///
  /// @param words all that may be logged
  record Word(String name, Set<String> words) implements LogField {
    /// Copies the words.
    public Word {
      words = Set.copyOf(words);
    }
  }

  /// Any text. **What is put here reaches the host**: it is for whoever declares it to know that it
  /// may.
  ///
  /// @param longest in characters; the rest is cut off
  record Text(String name, int longest) implements LogField {}

  /// A number.
  static LogField number(String name) {
    return new Numeric(name);
  }

  /// One of some words.
  static LogField word(String name, String... words) {
    return new Word(name, Set.of(words));
  }

  /// Any text, which the host may read.
  static LogField text(String name, int longest) {
    return new Text(name, longest);
  }
}
