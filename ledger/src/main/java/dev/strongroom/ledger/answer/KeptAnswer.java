// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.answer;

import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.List;
import java.util.Optional;

/// What somebody kept of an answer.
///
/// @param receipt the gateway's
/// @param exchange what was asked and answered; empty: it wasn't kept
/// @param further receipts of the back ends that are gateways themselves, from the gateway's own
///   back end on
public record KeptAnswer(Receipt receipt, Optional<Exchange> exchange, List<Receipt> further) {
  /// Copies the list.
  public KeptAnswer {
    further = List.copyOf(further);
  }
}
