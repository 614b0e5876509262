// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

/// These bytes can't be a key of this kind: too many, too few, or a scalar outside 1 to n - 1.
public final class ImproperKeyException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what is wrong, without anything secret
  public ImproperKeyException(String message) {
    super(message);
  }
}
