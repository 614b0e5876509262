// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.operators;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;

/// One kind of what operators sign: what its entries are called, and how it is read.
///
/// @param kind of the entries
/// @param reader of a statement
public record StatementForm<S extends OperatorStatement>(String kind, Reader<S> reader) {
  /// Reads a statement.
  @FunctionalInterface
  public interface Reader<S> {
    /// Reads a statement.
    ///
    /// @throws MalformedJsonException if it isn't one
    S read(JsonNode node) throws MalformedJsonException;
  }
}
