// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;

/// Knows the kinds of things that there are dossiers about.
public interface ContentReader {
  /// What there is before the first entry.
  ///
  /// @param about such as `key/…`
  /// @throws MalformedJsonException if there is no such kind
  Content blank(String about) throws MalformedJsonException;

  /// Reads what [Content#stored] gave.
  Content read(String about, JsonNode stored) throws MalformedJsonException;
}
