// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the protocol can carry (`docs/storage-protocol.md`, section 2).
public final class StorageLimits {
  /// Bytes of a key; the least is 1.
  public static final int MAX_KEY = 512;

  /// Bytes of a value.
  public static final int MAX_VALUE = 1 << 20;

  /// Puts that are done together.
  public static final int MAX_PUTS = 1024;

  /// Entries of a page.
  public static final int MAX_PAGE_ENTRIES = 1000;

  /// Bytes of a page's keys and values, unless it has a single entry.
  public static final int MAX_PAGE_BYTES = 2 << 20;

  static final int MAX_FRAME = 4 << 20;
  static final int MIN_FRAME = 9;

  private StorageLimits() {}

  static void checkKey(Bytes key) throws StorageException {
    if (key.isEmpty()) {
      throw malformed("empty key");
    }
    checkPartOfKey(key);
  }

  static void checkPut(Put put) throws StorageException {
    checkKey(put.key());
    if (put.value().length() > MAX_VALUE) {
      throw tooLarge("value of " + put.value().length() + " bytes");
    }
    if (put.expected() < Storage.ABSENT) {
      throw malformed("version beyond 63 bits");
    }
  }

  static void checkPuts(List<Put> puts) throws StorageException {
    if (puts.isEmpty()) {
      throw malformed("no puts");
    }
    if (puts.size() > MAX_PUTS) {
      throw tooLarge(puts.size() + " puts");
    }
    Set<Bytes> keys = new HashSet<>();
    for (Put put : puts) {
      checkPut(put);
      if (!keys.add(put.key())) {
        throw malformed("two puts of one key");
      }
    }
  }

  static void checkDelete(Bytes key, long expected) throws StorageException {
    checkKey(key);
    if (expected <= Storage.ABSENT) {
      throw malformed("a deletion expects a version from 1 to 2^63-1");
    }
  }

  static void checkScan(Bytes prefix, Bytes after, int limit) throws StorageException {
    checkPartOfKey(prefix);
    checkPartOfKey(after);
    if (limit < 1 || limit > MAX_PAGE_ENTRIES) {
      throw malformed("page of " + limit + " entries");
    }
  }

  static void checkFrame(long length) throws StorageException {
    if (length > MAX_FRAME) {
      throw tooLarge("request of " + length + " bytes");
    }
  }

  private static void checkPartOfKey(Bytes bytes) throws StorageException {
    if (bytes.length() > MAX_KEY) {
      throw tooLarge("key of " + bytes.length() + " bytes");
    }
  }

  private static StorageException malformed(String detail) {
    return new StorageException(new StorageFailure.Malformed(detail));
  }

  private static StorageException tooLarge(String detail) {
    return new StorageException(new StorageFailure.TooLarge(detail));
  }
}
