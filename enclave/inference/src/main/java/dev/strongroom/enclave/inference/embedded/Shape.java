// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

/// How an interface shows a text, as a whole or as a stream of events. One for each answer.
interface Shape {
  /// All of it.
  String whole(String text, Outcome outcome);

  /// What a stream begins with.
  String begin(int promptTokens);

  /// A piece of it, not empty.
  String piece(String text);

  /// What a stream ends with.
  ///
  /// @param text all of it
  String end(String text, Outcome outcome);

  /// What every answer has.
  ///
  /// @param id of the answer
  /// @param created when, in seconds
  /// @param model as the request names it
  /// @param usage whether a stream is to say what was used, where that is the client's choice
  record Head(String id, long created, String model, boolean usage) {}
}
