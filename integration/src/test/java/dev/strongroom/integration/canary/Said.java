// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

/// Where a canary is said, so that a search tells which way it got out.
enum Said {
  /// In a prompt.
  PROMPT,
  /// In a conversation that the gateway keeps sealed.
  HISTORY,
  /// In a text that is kept to be searched.
  TEXT,
  /// In a client's own key, and other header fields.
  KEY,
  /// In a path.
  PATH,
  /// In what a model answers.
  ANSWER,
  /// In what a model's server says of a failure.
  ERROR,
  /// In an answer's header fields, its status line, or behind its end.
  FRAME
}
