// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

/// More requests wait than are worth waiting for. Nothing was done.
public final class WitnessBusyException extends Exception {
  private static final long serialVersionUID = 1;

  /// Nothing more is known.
  public WitnessBusyException() {
    super("too many requests wait");
  }
}
