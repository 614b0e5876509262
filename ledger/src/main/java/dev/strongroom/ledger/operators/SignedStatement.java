// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.operators;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A statement that goes from operator to operator, and then to the enclave, with the signatures
/// that it has so far. Each operator's name is there once. Nothing is verified yet.
///
/// @param statement what is signed
/// @param signatures so far
public record SignedStatement<S extends OperatorStatement>(
    S statement, List<OperatorSignature> signatures) {
  /// The longest, in bytes: it becomes an entry.
  public static final int MAX_LENGTH = 48 * 1024;

  private static final int VERSION = 1;

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if an operator's name is there twice
  public SignedStatement {
    signatures = OperatorSignature.distinct(signatures);
  }

  /// The same with another signature, which takes the place of the operator's earlier one.
  public SignedStatement<S> with(OperatorSignature signature) {
    return new SignedStatement<>(statement, OperatorSignature.with(signatures, signature));
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

  /// Reads one; members may be in any order.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static <S extends OperatorStatement> SignedStatement<S> parse(
      StatementForm<S> form, Bytes encoded) throws MalformedLedgerException {
    String text = encoded.length() > MAX_LENGTH ? null : encoded.asUtf8();
    if (text == null) {
      throw new MalformedLedgerException("a signed statement is UTF-8, at most 48 KiB");
    }
    try {
      JsonNode node = JsonNode.parse(text);
      node.onlyMembers(Set.of("version", "statement", "signatures"));
      node.member("version").integer(VERSION, VERSION);
      return new SignedStatement<>(
          form.reader().read(node.member("statement")),
          OperatorSignature.list(node.member("signatures")));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedLedgerException("the " + form.kind() + " request: " + e.getMessage());
    }
  }
}
