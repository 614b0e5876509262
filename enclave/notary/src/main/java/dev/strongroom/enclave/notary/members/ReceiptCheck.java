// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.cosign.LogKeys;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.recovery.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Looks at the writer's receipts before they are handed on: they have to be for the digests that
/// this client asked about, under the log's key. So no mistake between two enclaves becomes the
/// client's.
final class ReceiptCheck {
  private final Enclave enclave;
  private final String origin;
  private final Map<String, VerifierKey> keys = new ConcurrentHashMap<>();

  /// The last one that was verified: all receipts of a batch have the same.
  private volatile @Nullable SignedNote good;

  /// @param origin the log's first name; a log that goes on after a loss has another
  ReceiptCheck(Enclave enclave, String origin) {
    this.enclave = enclave;
    this.origin = origin;
  }

  /// Whether an answer with status 200 is a receipt for what was asked.
  boolean holds(Request asked, Response answer) {
    if (!(answer.body() instanceof Response.Body.Whole(Bytes bytes))) {
      return false;
    }
    try {
      CompactReceipt receipt = CompactReceipt.parse(text(bytes));
      receipt.covers(digests(asked.body()));
      return signed(receipt.checkpoint());
    } catch (MalformedLedgerException | MalformedJsonException | IllegalArgumentException e) {
      return false;
    }
  }

  private boolean signed(SignedCheckpoint checkpoint) {
    if (checkpoint.note().equals(good)) {
      return true;
    }
    Optional<VerifierKey> key = key(checkpoint.checkpoint().origin());
    if (key.isEmpty() || Signatures.verify(checkpoint.note(), key.get()).isEmpty()) {
      return false;
    }
    good = checkpoint.note();
    return true;
  }

  private static String text(Bytes bytes) throws MalformedLedgerException {
    String text = bytes.asUtf8();
    if (text == null) {
      throw new MalformedLedgerException("not UTF-8");
    }
    return text;
  }

  private static List<Bytes> digests(Bytes body)
      throws MalformedJsonException, MalformedLedgerException {
    List<Bytes> digests = new ArrayList<>();
    for (JsonNode item : JsonNode.parse(text(body)).member("digests").items()) {
      digests.add(Bytes.fromHex(item.text()));
    }
    return digests;
  }

  private Optional<VerifierKey> key(String named) {
    return Generation.of(named).filter(it -> it.name().equals(origin)).isEmpty()
        ? Optional.empty()
        : Optional.of(keys.computeIfAbsent(named, this::derived));
  }

  private VerifierKey derived(String named) {
    try (LogKeys all = LogKeys.of(enclave, named)) {
      return all.log();
    }
  }
}
