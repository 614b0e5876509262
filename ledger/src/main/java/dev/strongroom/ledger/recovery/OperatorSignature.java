// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.note.Signatures;
import java.util.Map;
import java.util.Set;

/// An operator's signature of a [RecoveryStatement]. Nothing is verified yet, and whether the key
/// is an operator's says only the enclave's measured configuration.
///
/// @param operator the name
/// @param key Ed25519, 32 bytes
/// @param signature 64 bytes
public record OperatorSignature(String operator, Bytes key, Bytes signature) {
  private static final int KEY = 32;
  private static final int SIGNATURE = 64;

  /// Checks the lengths.
  public OperatorSignature {
    if (key.length() != KEY || signature.length() != SIGNATURE) {
      throw new IllegalArgumentException("a key has 32 bytes, a signature 64");
    }
  }

  /// Whether the key signed the statement.
  public boolean good(RecoveryStatement statement) {
    return Signatures.ed25519(key, statement.signed(), signature);
  }

  Map<String, Object> content() {
    return Map.of("operator", operator, "key", key.hex(), "signature", signature.hex());
  }

  static OperatorSignature read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("operator", "key", "signature"));
    return new OperatorSignature(
        node.member("operator").text(),
        LostState.hex(node.member("key"), KEY),
        LostState.hex(node.member("signature"), SIGNATURE));
  }
}
