// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.operators;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.Members;
import dev.strongroom.ledger.note.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An operator's signature of a statement. Nothing is verified yet, and whether the key is an
/// operator's says only the enclave's measured configuration.
///
/// @param operator the name
/// @param key Ed25519, 32 bytes
/// @param signature 64 bytes
public record OperatorSignature(String operator, Bytes key, Bytes signature) {
  private static final int KEY = 32;
  private static final int SIGNATURE = 64;
  private static final int MOST = 255;

  /// Checks the lengths.
  public OperatorSignature {
    if (key.length() != KEY || signature.length() != SIGNATURE) {
      throw new IllegalArgumentException("a key has 32 bytes, a signature 64");
    }
  }

  /// Whether the key signed these bytes.
  ///
  /// @param signed with the label of what kind of statement it is
  public boolean good(Bytes signed) {
    return Signatures.ed25519(key, signed, signature);
  }

  /// As part of a file or an entry.
  public Map<String, Object> content() {
    return Map.of("operator", operator, "key", key.hex(), "signature", signature.hex());
  }

  /// Copies signatures of one statement.
  ///
  /// @throws IllegalArgumentException if an operator's name is there twice
  public static List<OperatorSignature> distinct(List<OperatorSignature> signatures) {
    if (signatures.stream().map(OperatorSignature::operator).distinct().count() != signatures.size()
        || signatures.size() > MOST) {
      throw new IllegalArgumentException("an operator signs once");
    }
    return List.copyOf(signatures);
  }

  /// The same with another, which takes the place of the operator's earlier one.
  public static List<OperatorSignature> with(
      List<OperatorSignature> signatures, OperatorSignature another) {
    List<OperatorSignature> all = new ArrayList<>(signatures);
    all.removeIf(earlier -> earlier.operator().equals(another.operator()));
    all.add(another);
    return List.copyOf(all);
  }

  /// Reads a list of them, which may be empty.
  ///
  /// @throws MalformedJsonException if it isn't one
  public static List<OperatorSignature> list(JsonNode node) throws MalformedJsonException {
    List<OperatorSignature> signatures = new ArrayList<>();
    if (!(node.value() instanceof List<?> list && list.isEmpty())) {
      for (JsonNode item : node.items()) {
        signatures.add(read(item));
      }
    }
    return signatures;
  }

  private static OperatorSignature read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("operator", "key", "signature"));
    return new OperatorSignature(
        node.member("operator").text(),
        Members.hex(node.member("key"), KEY),
        Members.hex(node.member("signature"), SIGNATURE));
  }
}
