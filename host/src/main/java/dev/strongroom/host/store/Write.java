// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one caller wants done, all of it or nothing.
///
/// @param steps of different keys
/// @param size roughly how many bytes it takes
record Write(List<Step> steps, long size) {

  /// A conditional change of one key.
  ///
  /// @param key which
  /// @param expected the version it must be at, or [KeyValueStore#ABSENT]
  /// @param value its new value; null to remove it
  record Step(Bytes key, long expected, @Nullable Bytes value) {}

  static Write of(List<Put> puts) {
    return new Write(
        puts.stream().map(put -> new Step(put.key(), put.expected(), put.value())).toList(),
        puts.stream().mapToLong(Limits::sizeOf).sum());
  }

  static Write removal(Bytes key, long expected) {
    return new Write(List.of(new Step(key, expected, null)), key.length());
  }
}
