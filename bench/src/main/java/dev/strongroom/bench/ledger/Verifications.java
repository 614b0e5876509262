// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What checking receipts costs, and how long they are.
final class Verifications {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Verifications() {}

  /// Verifies what a load was answered, all of it once, then again and again on one thread.
  static void report(UpProcess up, List<ProofClient.Answered> answers) throws Exception {
    List<Receipt> receipts = new ArrayList<>();
    EpochEntry epoch = null;
    for (ProofClient.Answered answered : answers) {
      CompactReceipt compact = CompactReceipt.parse(answered.response());
      if (epoch == null) {
        epoch = epoch(up, compact.epoch().index());
      }
      receipts.addAll(compact.expand(answered.digests(), epoch));
    }
    List<String> files = receipts.stream().map(Receipt::json).toList();
    ReceiptPolicy policy =
        ReceiptPolicyFile.parse(Files.readString(up.state().resolve("receipt-policy.json")));
    ReceiptVerifier verifier =
        ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(16)),
            ReceiptCache.ofCapacity(256, 16));
    int longest =
        files.stream()
            .mapToInt(file -> file.getBytes(StandardCharsets.UTF_8).length)
            .max()
            .orElseThrow();
    double parsed = perSecond(files, file -> verify(verifier, policy, Receipt.parse(file)));
    double bare = perSecond(receipts, receipt -> verify(verifier, policy, receipt));
    System.out.printf(
        "verification, one thread, warm caches, %d receipts: %.0f/s, %.0f/s with reading the JSON"
            + " (target >= 5000); the longest receipt has %d bytes (target <= 12288)%n",
        receipts.size(), bare, parsed, longest);
  }

  private static void verify(ReceiptVerifier verifier, ReceiptPolicy policy, Receipt receipt)
      throws Exception {
    verifier.verify(receipt, policy, Optional.empty(), Instant.now());
  }

  private static EpochEntry epoch(UpProcess up, long index) throws Exception {
    try (AttestedConnection connection = up.connector().connect("127.0.0.1", up.port(), PATIENCE)) {
      connection
          .output()
          .write(
              ("GET /v1/log/epochs/"
                      + index
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      connection.output().flush();
      String response = new String(connection.input().readAllBytes(), StandardCharsets.UTF_8);
      return EpochEntry.parse(
          Entry.parse(Bytes.utf8(response.substring(response.indexOf("\r\n\r\n") + 4))));
    }
  }

  private interface Check<T> {
    void of(T item) throws Exception;
  }

  private static <T> double perSecond(List<T> items, Check<T> check) throws Exception {
    double best = 0;
    for (int round = 0; round < 4; round++) {
      long start = System.nanoTime();
      long end = start + 1_500_000_000L;
      long count = 0;
      while (System.nanoTime() < end) {
        for (T item : items) {
          check.of(item);
          count++;
        }
      }
      best = Math.max(best, count / ((System.nanoTime() - start) / 1e9));
    }
    return best;
  }
}
