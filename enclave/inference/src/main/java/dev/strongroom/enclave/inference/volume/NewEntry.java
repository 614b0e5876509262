// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// Something that is to be in a volume.
///
/// @param id one that the volume hasn't
/// @param content may be empty
/// @param note what is to be known without reading the content
public record NewEntry(String id, Bytes content, List<String> note) {
  /// Copies the list.
  public NewEntry {
    note = List.copyOf(note);
  }
}
