// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.Entry;
import java.util.List;

/// An entry together with what it can be found by later.
///
/// @param entry what was done
/// @param tags 32 bytes each; the host doesn't see them
public record Tagged(Entry entry, List<Bytes> tags) {
  /// Copies the list.
  public Tagged {
    tags = List.copyOf(tags);
  }
}
