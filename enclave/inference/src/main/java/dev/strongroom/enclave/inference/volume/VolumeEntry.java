// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Map;

/// Something in a volume. Its content is in a row of its own, under a key that can't be derived
/// without what is here: whoever takes the entry out of the head takes the key away.
///
/// @param id as users have it
/// @param number of the entry, never given twice
/// @param version of the volume that it came with
/// @param length of the content, in bytes; 0 if there is no row
/// @param salt 16 random bytes
/// @param note what is to be known without reading the content
public record VolumeEntry(
    String id, long number, long version, int length, Bytes salt, List<String> note) {
  /// Copies the list.
  public VolumeEntry {
    note = List.copyOf(note);
  }

  Map<String, Object> members() {
    return Map.of("id", id, "n", number, "v", version, "l", length, "s", salt.hex(), "note", note);
  }
}
