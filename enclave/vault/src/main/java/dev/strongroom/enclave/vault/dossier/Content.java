// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.Entry;
import java.util.Map;

/// What follows from all that was entered about one thing. Immutable.
public interface Content {
  /// The content once `entry` is in the log. Nothing but the entry decides: at the next boot the
  /// same comes of it again.
  ///
  /// @throws MalformedJsonException if the entry can't follow
  Content after(Entry entry) throws MalformedJsonException;

  /// The content as members of canonical JSON, from which the same is read.
  Map<String, Object> stored();
}
