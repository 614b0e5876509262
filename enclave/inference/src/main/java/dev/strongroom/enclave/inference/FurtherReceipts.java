// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.receipt.ReceiptBook;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.util.Optional;

/// Receipts that back ends have of their own about an answer, fetched from them when somebody asks
/// for them. They aren't judged here: whoever checks the answer does that.
record FurtherReceipts(ReceiptBook own, Models models) {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /// The receipt of a back end.
  ///
  /// @param id of the request here
  /// @param hop 1 for the gateway's own back end, 2 for that one's, and so on
  /// @return empty if there is none
  /// @throws RefusedException if the back end doesn't give it
  Optional<Receipt> find(String id, int hop)
      throws RefusedException, NotaryException, IOException, InterruptedException {
    Optional<InferenceStatement> statement = own.find(id).flatMap(FurtherReceipts::statement);
    Optional<String> named = statement.flatMap(it -> it.backend().receipt());
    if (named.isEmpty()) {
      return Optional.empty();
    }
    String path = "/v1/receipts/" + named.get() + (hop > 1 ? "/hops/" + (hop - 1) : "");
    Optional<Receipt> receipt = ask(statement.get().backend().name(), path);
    if (hop == 1
        && receipt
            .filter(it ->
                statement(it).map(InferenceStatement::id).filter(named.get()::equals).isEmpty())
            .isPresent()) {
      throw broken();
    }
    return receipt;
  }

  private Optional<Receipt> ask(String backend, String path)
      throws RefusedException, IOException, InterruptedException {
    Optional<BackendAnswer> answered;
    try {
      answered = models.ask(backend, new BackendCall("GET", path, "", Bytes.EMPTY));
    } catch (BackendException e) {
      throw RefusedException.of(e);
    }
    if (answered.isEmpty()) {
      return Optional.empty();
    }
    try (BackendAnswer answer = answered.get()) {
      byte[] body = answer.body().readNBytes(Receipt.MAX_LENGTH + 1);
      if (answer.status() == NOT_FOUND) {
        return Optional.empty();
      }
      if (answer.status() != OK) {
        throw broken();
      }
      return Optional.of(Receipt.parse(Bytes.copyOf(body)));
    } catch (MalformedLedgerException | IOException e) {
      throw broken();
    }
  }

  private static RefusedException broken() {
    return new RefusedException(
            "further-receipt", 502, "the back end doesn't give the receipt that it named")
        .retryAfter(1);
  }

  private static Optional<InferenceStatement> statement(Receipt receipt) {
    try {
      return Optional.of(InferenceStatement.parse(receipt.entry()));
    } catch (MalformedLedgerException e) {
      return Optional.empty();
    }
  }
}
