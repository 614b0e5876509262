// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.receipt.Receipt;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was entered about one key, by a real notary.
final class PlayedDossier {
  private final Notary notary;
  private final InstantSource clock;
  private final List<Receipt> receipts = new ArrayList<>();

  PlayedDossier(Notary notary, InstantSource clock) {
    this.notary = notary;
    this.clock = clock;
  }

  /// Enters an act.
  Receipt enter(String key, String kind, Map<String, ?> members)
      throws NotaryException, MalformedLedgerException, InterruptedException {
    Map<String, Object> entry = new LinkedHashMap<>(members);
    entry.put("kind", kind);
    entry.put("time", clock.instant().toString());
    entry.put("about", "key/" + key);
    entry.put("n", (long) receipts.size() + 1);
    if (!receipts.isEmpty()) {
      entry.put("previous", sha256(receipts.getLast().entry().encoded()).hex());
    }
    Receipt receipt = notary.enter(List.of(Entry.of(entry))).getFirst();
    receipts.add(receipt);
    return receipt;
  }

  /// How many there are.
  int size() {
    return receipts.size();
  }

  /// The digest of the last.
  Bytes last() {
    return sha256(receipts.getLast().entry().encoded());
  }

  /// Before an index, newest first.
  List<Receipt> before(long index, int limit) {
    return receipts.reversed().stream()
        .filter(receipt -> receipt.index() < index)
        .limit(limit)
        .toList();
  }

  static Bytes sha256(Bytes bytes) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
