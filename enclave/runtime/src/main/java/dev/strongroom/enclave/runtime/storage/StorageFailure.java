// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

/// Why storage failed. Codes are stable.
public sealed interface StorageFailure {

  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// Whether a write may have been done all the same: then read before writing again. If not, an
  /// honest host has done nothing.
  default boolean outcomeUnknown() {
    return false;
  }

  /// The host says that the key isn't at the expected version.
  ///
  /// @param index which of several puts it was, from 0
  /// @param current the version it is at, or [Storage#ABSENT]
  record Conflict(int index, long current) implements StorageFailure {
    @Override
    public String code() {
      return "conflict";
    }

    @Override
    public String describe() {
      return current == Storage.ABSENT
          ? "put " + index + ": the key isn't there"
          : "put " + index + ": the key is at version " + current;
    }
  }

  /// Beyond [StorageLimits].
  record TooLarge(String describe) implements StorageFailure {
    @Override
    public String code() {
      return "too-large";
    }
  }

  /// Not a request that makes sense.
  record Malformed(String describe) implements StorageFailure {
    @Override
    public String code() {
      return "malformed";
    }
  }

  /// The host says that its store can't be reached, or broke while it worked.
  record Unavailable() implements StorageFailure {
    @Override
    public String code() {
      return "unavailable";
    }

    @Override
    public String describe() {
      return "the host's store is unavailable";
    }

    @Override
    public boolean outcomeUnknown() {
      return true;
    }
  }

  /// The host says that it has no room.
  record DiskFull() implements StorageFailure {
    @Override
    public String code() {
      return "disk-full";
    }

    @Override
    public String describe() {
      return "the host's disk is full";
    }
  }

  /// There was no connection to send the request over.
  record NotConnected(String describe) implements StorageFailure {
    @Override
    public String code() {
      return "not-connected";
    }
  }

  /// The connection ended before the answer.
  record ConnectionLost(String describe) implements StorageFailure {
    @Override
    public String code() {
      return "connection-lost";
    }

    @Override
    public boolean outcomeUnknown() {
      return true;
    }
  }

  /// The answer didn't come in time, or the caller was interrupted while waiting for it.
  ///
  /// @param describe which of the two
  /// @param sent whether the request was; if not, it never will be
  record TimedOut(String describe, boolean sent) implements StorageFailure {
    @Override
    public String code() {
      return "timed-out";
    }

    @Override
    public boolean outcomeUnknown() {
      return sent;
    }
  }

  /// The host broke the protocol. The connection was ended.
  record MalformedAnswer(String describe) implements StorageFailure {
    @Override
    public String code() {
      return "malformed-answer";
    }

    @Override
    public boolean outcomeUnknown() {
      return true;
    }
  }

  /// A value isn't what this deployment sealed under this name and for this purpose: the host, or
  /// whoever has its store, changed or moved it.
  record NotAuthentic(String describe) implements StorageFailure {
    @Override
    public String code() {
      return "not-authentic";
    }
  }
}
