// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

/// The notary's answer isn't one to what was asked: badly formed, or about something else. Nothing
/// of it is to be used.
public final class UnusableAnswerException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param problem what is wrong with it
  public UnusableAnswerException(String problem) {
    super(problem);
  }

  UnusableAnswerException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
