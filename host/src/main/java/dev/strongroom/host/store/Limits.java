// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What every store refuses, whoever asks (`docs/storage-protocol.md`, section 2).
public final class Limits {
  /// Bytes of a key; the least is 1.
  public static final int MAX_KEY = 512;

  /// Bytes of a value.
  public static final int MAX_VALUE = 1 << 20;

  /// Puts that are done together.
  public static final int MAX_PUTS = 1024;

  /// Bytes of puts that are done together, as [#sizeOf] counts them.
  public static final int MAX_PUTS_SIZE = (4 << 20) - 16;

  /// Entries of a page.
  public static final int MAX_PAGE_ENTRIES = 1000;

  /// Bytes of a page's keys and values, unless its first entry alone has more.
  public static final int MAX_PAGE_BYTES = 2 << 20;

  /// What one put takes on the wire beside its key and its value.
  private static final int PUT_OVERHEAD = 14;

  private Limits() {}

  /// What one put counts towards [#MAX_PUTS_SIZE].
  public static int sizeOf(Put put) {
    return PUT_OVERHEAD + put.key().length() + put.value().length();
  }

  static void checkKey(Bytes key) throws StoreException {
    if (key.isEmpty()) {
      throw malformed("empty key");
    }
    checkPartOfKey(key);
  }

  static void checkPuts(List<Put> puts) throws StoreException {
    if (puts.isEmpty()) {
      throw malformed("no puts");
    }
    if (puts.size() > MAX_PUTS) {
      throw tooLarge(puts.size() + " puts");
    }
    long size = 0;
    Set<Bytes> keys = new HashSet<>();
    for (Put put : puts) {
      checkKey(put.key());
      if (put.value().length() > MAX_VALUE) {
        throw tooLarge("value of " + put.value().length() + " bytes");
      }
      if (put.expected() < KeyValueStore.ABSENT) {
        throw malformed("version beyond 63 bits");
      }
      if (!keys.add(put.key())) {
        throw malformed("two puts of one key");
      }
      size += sizeOf(put);
    }
    if (size > MAX_PUTS_SIZE) {
      throw tooLarge("puts of " + size + " bytes");
    }
  }

  static void checkDelete(Bytes key, long expected) throws StoreException {
    checkKey(key);
    if (expected <= KeyValueStore.ABSENT) {
      throw malformed("a deletion expects a version from 1 to 2^63-1");
    }
  }

  static void checkScan(Bytes prefix, Bytes after, int limit) throws StoreException {
    checkPartOfKey(prefix);
    checkPartOfKey(after);
    if (limit < 1 || limit > MAX_PAGE_ENTRIES) {
      throw malformed("page of " + limit + " entries");
    }
  }

  private static void checkPartOfKey(Bytes bytes) throws StoreException {
    if (bytes.length() > MAX_KEY) {
      throw tooLarge("key of " + bytes.length() + " bytes");
    }
  }

  private static StoreException malformed(String detail) {
    return new StoreException(new StoreFailure.Malformed(detail));
  }

  private static StoreException tooLarge(String detail) {
    return new StoreException(new StoreFailure.TooLarge(detail));
  }
}
