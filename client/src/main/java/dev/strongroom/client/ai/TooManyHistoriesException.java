// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

/// A request names more of what is kept than its header can say the states of. Nothing was sent: of
/// what isn't said an older state couldn't be told.
public final class TooManyHistoriesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /// In errors.
  public static final String CODE = "too-many-histories";

  TooManyHistoriesException(int most) {
    super("a request about more than " + most + " histories: nothing was sent");
  }
}
