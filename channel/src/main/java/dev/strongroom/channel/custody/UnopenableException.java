// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

/// What was encrypted can't be opened with this key: it is for another one, or was changed.
public final class UnopenableException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what can't be opened
  public UnopenableException(String message) {
    super(message);
  }
}
