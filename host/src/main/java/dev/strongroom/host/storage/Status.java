// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.host.store.StoreFailure;

/// The status of an answer (`docs/storage-protocol.md`, section 4).
enum Status {
  DONE(0),
  CONFLICT(1),
  TOO_LARGE(2),
  MALFORMED(3),
  UNAVAILABLE(4),
  DISK_FULL(5);

  private final byte code;

  Status(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static Status of(StoreFailure failure) {
    return switch (failure) {
      case StoreFailure.Conflict conflict -> CONFLICT;
      case StoreFailure.TooLarge tooLarge -> TOO_LARGE;
      case StoreFailure.Malformed malformed -> MALFORMED;
      case StoreFailure.Unavailable unavailable -> UNAVAILABLE;
      case StoreFailure.DiskFull full -> DISK_FULL;
    };
  }
}
