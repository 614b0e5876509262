// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

/// Somebody else writes this log: another enclave on the same store. This one has to stop.
public final class FencedException extends Exception {
  private static final long serialVersionUID = 1;

  /// Says that it is so.
  public FencedException() {
    super("another enclave writes to this log's store");
  }
}
