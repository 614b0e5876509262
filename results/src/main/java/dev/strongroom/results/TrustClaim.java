// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import java.util.Optional;

/// A claim of a trustworthiness vector (draft-ietf-rats-ar4si, 3.1). Its value is -128 to 127.
public enum TrustClaim {
  /// Is it who it says it is?
  INSTANCE_IDENTITY("instance-identity", 0),
  /// Is it set up as it should be?
  CONFIGURATION("configuration", 1),
  /// Does it run what it should?
  EXECUTABLES("executables", 2),
  /// Are its files what they should be?
  FILE_SYSTEM("file-system", 3),
  /// Is it on genuine hardware and firmware?
  HARDWARE("hardware", 4),
  /// Is its memory hidden from those around it?
  RUNTIME_OPAQUE("runtime-opaque", 5),
  /// Is what it stores hidden?
  STORAGE_OPAQUE("storage-opaque", 6),
  /// Are the data that it got from others good?
  SOURCED_DATA("sourced-data", 7);

  private final String label;
  private final int code;

  TrustClaim(String label, int code) {
    this.label = label;
    this.code = code;
  }

  /// Its key in CBOR.
  public int code() {
    return code;
  }

  /// Its key in JSON.
  @Override
  public String toString() {
    return label;
  }

  static Optional<TrustClaim> labelled(String label) {
    for (TrustClaim claim : values()) {
      if (claim.label.equals(label)) {
        return Optional.of(claim);
      }
    }
    return Optional.empty();
  }

  static Optional<TrustClaim> coded(long code) {
    for (TrustClaim claim : values()) {
      if (claim.code == code) {
        return Optional.of(claim);
      }
    }
    return Optional.empty();
  }
}
