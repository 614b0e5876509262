// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The keys of one scan.
///
/// @param from the first that may be among them
/// @param until the first that comes too late; null if none does
record KeyRange(Bytes from, @Nullable Bytes until) {

  static KeyRange of(Bytes prefix, Bytes after) {
    byte[] afterwards = Arrays.copyOf(after.toByteArray(), after.length() + 1);
    Bytes next = Bytes.copyOf(afterwards);
    // One lower bound: a database that is given two may search by the worse one.
    return new KeyRange(
        after.compareTo(prefix) < 0 ? prefix : next, successor(prefix.toByteArray()));
  }

  /// The first key after all that start with `prefix`.
  private static @Nullable Bytes successor(byte[] prefix) {
    for (int last = prefix.length - 1; last >= 0; last--) {
      if (prefix[last] != (byte) 0xff) {
        byte[] successor = Arrays.copyOf(prefix, last + 1);
        successor[last]++;
        return Bytes.copyOf(successor);
      }
    }
    return null;
  }
}
