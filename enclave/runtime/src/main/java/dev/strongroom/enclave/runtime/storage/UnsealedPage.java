// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Optional;

/// Part of a folder. The host can leave out what it likes.
///
/// @param entries in ascending order of the keys that the store has for them: that of the names
///   themselves where names are plain, and a random one where they are hidden
/// @param next where to scan on, if others follow
public record UnsealedPage(List<Unsealed> entries, Optional<Bytes> next) implements AutoCloseable {
  /// Copies the list.
  public UnsealedPage {
    entries = List.copyOf(entries);
  }

  /// Wipes all values.
  @Override
  public void close() {
    entries.forEach(Unsealed::close);
  }
}
