// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.receipt;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.notary.Submitted;
import dev.strongroom.enclave.notary.Tagged;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Has answers entered in the ledger, and finds their receipts by the requests' ids. Whoever knows
/// an id may have the receipt: only the request's client was told it. Thread-safe.
public final class ReceiptBook {
  private static final int UNDER_WAY = 4096;
  private static final Bytes TAG = Bytes.utf8("strongroom inference receipt v1\0");

  private final Notary notary;
  private final InstantSource clock;
  private final Map<String, Submitted> underWay =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Submitted> eldest) {
          return size() > UNDER_WAY;
        }
      };

  /// @param notary stays the caller's
  public ReceiptBook(Notary notary, InstantSource clock) {
    this.notary = notary;
    this.clock = clock;
  }

  /// Has an answer entered; doesn't wait for it.
  ///
  /// @throws NotaryException if it won't be
  public void enter(InferenceStatement statement) throws NotaryException {
    Tagged tagged;
    try {
      tagged = new Tagged(statement.entry(clock.instant()), List.of(tag(statement.id())));
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException("every part of a statement is bounded", e);
    }
    Submitted submitted = notary.submit(List.of(tagged));
    synchronized (underWay) {
      underWay.put(statement.id(), submitted);
    }
  }

  /// The receipt of an answer, waited for until it is cosigned.
  ///
  /// @param id of the request
  /// @return empty if there is none
  /// @throws NotaryException if it can't be given now
  public Optional<Receipt> find(String id) throws NotaryException, InterruptedException {
    Submitted submitted;
    synchronized (underWay) {
      submitted = underWay.get(id);
    }
    if (submitted != null) {
      try {
        return Optional.of(submitted.receipts().getFirst());
      } catch (NotaryException e) {
        // It may have been cosigned since: then the log has it.
        if (e.refusal() != NotaryRefusal.WITNESSES_MISSING) {
          throw e;
        }
      }
    }
    return notary.about(tag(id), Long.MAX_VALUE, 1).stream()
        .filter(receipt -> isOf(receipt, id))
        .findFirst();
  }

  private static boolean isOf(Receipt receipt, String id) {
    try {
      return InferenceStatement.parse(receipt.entry()).id().equals(id);
    } catch (MalformedLedgerException e) {
      return false;
    }
  }

  private static Bytes tag(String id) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      TAG.updateTo(sha256);
      Bytes.utf8(id).updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
