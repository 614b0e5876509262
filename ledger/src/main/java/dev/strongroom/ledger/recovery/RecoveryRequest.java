// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A statement that goes from operator to operator, and then to the enclave through the host's
/// store. Each operator's name is there once. Nothing is verified yet.
///
/// @param statement what is signed
/// @param signatures so far
public record RecoveryRequest(RecoveryStatement statement, List<OperatorSignature> signatures) {
  /// The key in the host's store under which the enclave looks for one.
  public static final Bytes STORED = Bytes.utf8("recovery/request");

  /// The longest, in bytes.
  public static final int MAX_LENGTH = 64 * 1024;

  private static final int VERSION = 1;
  private static final int MOST_SIGNATURES = 255;

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if an operator's name is there twice
  public RecoveryRequest {
    signatures = List.copyOf(signatures);
    if (signatures.stream().map(OperatorSignature::operator).distinct().count() != signatures.size()
        || signatures.size() > MOST_SIGNATURES) {
      throw new IllegalArgumentException("an operator signs once");
    }
  }

  /// The same with another signature, which takes the place of the operator's earlier one.
  public RecoveryRequest with(OperatorSignature signature) {
    List<OperatorSignature> all = new ArrayList<>(signatures);
    all.removeIf(earlier -> earlier.operator().equals(signature.operator()));
    all.add(signature);
    return new RecoveryRequest(statement, all);
  }

  /// As canonical JSON.
  public Bytes encoded() {
    return CanonicalJson.encode(
        Map.of(
            "version",
            VERSION,
            "statement",
            statement.content(),
            "signatures",
            signatures.stream().map(OperatorSignature::content).toList()));
  }

  /// Reads a request; members may be in any order.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static RecoveryRequest parse(Bytes encoded) throws MalformedLedgerException {
    String text = encoded.length() > MAX_LENGTH ? null : encoded.asUtf8();
    if (text == null) {
      throw new MalformedLedgerException("a recovery request is UTF-8, at most 64 KiB");
    }
    try {
      JsonNode node = JsonNode.parse(text);
      node.onlyMembers(Set.of("version", "statement", "signatures"));
      node.member("version").integer(VERSION, VERSION);
      return new RecoveryRequest(
          RecoveryStatement.parse(node.member("statement")), signatures(node.member("signatures")));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedLedgerException("the recovery request: " + e.getMessage());
    }
  }

  static List<OperatorSignature> signatures(JsonNode node) throws MalformedJsonException {
    List<OperatorSignature> signatures = new ArrayList<>();
    if (!(node.value() instanceof List<?> list && list.isEmpty())) {
      for (JsonNode item : node.items()) {
        signatures.add(OperatorSignature.read(item));
      }
    }
    return signatures;
  }
}
