// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

/// Why a store refused. Codes are stable; they appear in logs and name the statuses of the
/// protocol.
public sealed interface StoreFailure {

  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// The key isn't at the expected version. Nothing was done.
  ///
  /// @param index which of several puts it was, from 0
  /// @param current the version it is at, or [KeyValueStore#ABSENT]
  record Conflict(int index, long current) implements StoreFailure {
    @Override
    public String code() {
      return "conflict";
    }

    @Override
    public String describe() {
      return current == KeyValueStore.ABSENT
          ? "put " + index + ": the key isn't there"
          : "put " + index + ": the key is at version " + current;
    }
  }

  /// Beyond [Limits]. Nothing was done.
  record TooLarge(String describe) implements StoreFailure {
    @Override
    public String code() {
      return "too-large";
    }
  }

  /// Not a request that makes sense. Nothing was done.
  record Malformed(String describe) implements StoreFailure {
    @Override
    public String code() {
      return "malformed";
    }
  }

  /// The store can't be reached, or broke while it worked: a write may have happened or not.
  record Unavailable(String describe) implements StoreFailure {
    @Override
    public String code() {
      return "unavailable";
    }
  }

  /// There is no room. Nothing was done.
  record DiskFull(String describe) implements StoreFailure {
    @Override
    public String code() {
      return "disk-full";
    }
  }
}
