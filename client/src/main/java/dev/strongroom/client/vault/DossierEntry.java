// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.Optional;

/// An entry's place in the dossier that it says to be in.
///
/// @param receipt of the entry
/// @param about what the dossier is about, such as `key/…`
/// @param number its number there, from 1
/// @param previous SHA-256 of the entry before; empty of the first
/// @param digest SHA-256 of the entry's canonical bytes
record DossierEntry(
    Receipt receipt, String about, long number, Optional<Bytes> previous, Bytes digest) {
  private static final int DIGEST = 32;

  /// The place; empty if the entry doesn't say it as it should.
  static Optional<DossierEntry> of(Receipt receipt) {
    JsonNode content = receipt.entry().content();
    try {
      long number = AnswerJson.count(content.member("n"));
      Optional<JsonNode> before = content.optional("previous");
      Optional<Bytes> previous =
          before.isPresent() ? Optional.of(AnswerJson.hex(before.get())) : Optional.empty();
      if (number < 1
          || previous.isPresent() == (number == 1)
          || previous.filter(digest -> digest.length() != DIGEST).isPresent()) {
        return Optional.empty();
      }
      return Optional.of(
          new DossierEntry(
              receipt,
              content.member("about").text(),
              number,
              previous,
              ReceiptChecks.sha256(receipt.entry().encoded())));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }
}
