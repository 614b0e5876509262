// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

/// Whether a key can be used.
public enum Status implements Stored.Coded {
  /// It can.
  ACTIVE("active"),
  /// Its owner switched it off, and can switch it on.
  DISABLED("disabled"),
  /// It is gone for good.
  DESTROYED("destroyed");

  private final String code;

  Status(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
