// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.operators.OperatorSignature;
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

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if an operator's name is there twice
  public RecoveryRequest {
    signatures = OperatorSignature.distinct(signatures);
  }

  /// The same with another signature, which takes the place of the operator's earlier one.
  public RecoveryRequest with(OperatorSignature signature) {
    return new RecoveryRequest(statement, OperatorSignature.with(signatures, signature));
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
          RecoveryStatement.parse(node.member("statement")),
          OperatorSignature.list(node.member("signatures")));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedLedgerException("the recovery request: " + e.getMessage());
    }
  }
}
