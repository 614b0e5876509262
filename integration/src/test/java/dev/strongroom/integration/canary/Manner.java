// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

/// How a model answers.
enum Manner {
  /// As it should.
  GOOD,
  /// As it should, with fields in the head that nobody asked for.
  FIELDS,
  /// Status 500, and words about the prompt.
  ERROR,
  /// Status 400, in the interface's own form.
  REFUSED,
  /// The connection ends in the middle.
  CUT,
  /// No JSON; in a stream, lines that readers take differently.
  BROKEN,
  /// Something is behind the end.
  BEHIND,
  /// Longer than anything is held.
  HUGE,
  /// No HTTP, or too much of a head.
  HEAD,
  /// It begins, and goes on when it is let go.
  HELD;

  /// What a prompt says to have it.
  String word() {
    return "manner-" + name();
  }
}
