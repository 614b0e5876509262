// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

/// A message of a conversation.
///
/// @param role `system`, `user` or `assistant`
/// @param content its text
public record ChatMessage(String role, String content) {
  /// Its role only: a log or an exception has no business with the rest.
  @Override
  public String toString() {
    return "ChatMessage[" + role + "]";
  }
}
