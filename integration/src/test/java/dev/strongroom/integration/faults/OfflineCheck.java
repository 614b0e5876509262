// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptException;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.io.BufferedReader;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What remains after a run of faults, checked by nothing but files: the receipts, the policy, and
/// a copy of the log. A program of its own, so that it can run where there is no network.
final class OfflineCheck {
  private final CopiedLog log;
  private final ReceiptPolicy policy;
  private final ReceiptVerifier verifier =
      ReceiptVerifier.create(
          Verifier.create(SignatureProvider.fastest().remembering(64), PathCache.ofCapacity(64)),
          ReceiptCache.ofCapacity(256, 64));
  private final Map<Long, Bytes> given = new HashMap<>();
  private final Map<Long, String> requests = new HashMap<>();
  private final Map<String, Long> once = new HashMap<>();
  private final Set<Checkpoint> checkpoints = new HashSet<>();
  private long verified;
  private long repeated;
  private long earlier;

  /// @param policy as `up` wrote it: JSON
  private OfflineCheck(CopiedLog log, String policy) throws MalformedPolicyException {
    this.log = log;
    this.policy = ReceiptPolicyFile.parse(policy);
  }

  /// Checks a run and prints the figures.
  ///
  /// @param arguments the folder of the run
  public static void main(String[] arguments) throws Exception {
    System.out.println(check(Path.of(arguments[0])));
  }

  /// Checks everything.
  ///
  /// @return figures, one line
  /// @throws Exception that says what doesn't hold
  static String check(Path folder) throws Exception {
    CopiedLog log = CopiedLog.replay(folder.resolve("log"));
    OfflineCheck check =
        new OfflineCheck(log, Files.readString(folder.resolve("receipt-policy.json")));
    long start = System.nanoTime();
    try (BufferedReader lines = Files.newBufferedReader(folder.resolve("receipts"))) {
      for (String line; (line = lines.readLine()) != null; ) {
        check.check(Acknowledged.parse(line));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    for (Checkpoint checkpoint : check.checkpoints) {
      log.continues(checkpoint);
    }
    return String.format(
        "%d receipts verified (%.0f/s) %s, %d of them under a later epoch's keys, %d requests asked again got the same indices, %d"
            + " checkpoints consistent with the last, log of %d leaves replayed, %d epochs",
        check.verified,
        check.verified / seconds,
        online() ? "in a process that HAS a network" : "in a process without a network",
        check.earlier,
        check.repeated,
        check.checkpoints.size(),
        log.size(),
        log.epochs().size());
  }

  private void check(Acknowledged answer) throws Exception {
    CompactReceipt compact = CompactReceipt.parse(answer.receipt());
    if (!answer.once().isEmpty()) {
      Long before = once.putIfAbsent(answer.once(), compact.start());
      if (before != null) {
        require(before == compact.start(), answer.once() + " got two indices");
        repeated++;
      }
    }
    EpochEntry epoch = log.epochs().get(compact.epoch().index());
    require(epoch != null, "no epoch at " + compact.epoch().index());
    for (Receipt receipt : compact.expand(answer.digests(), epoch)) {
      int position = (int) (receipt.index() - compact.start());
      check(receipt, answer.digests().get(position), answer.once());
    }
    checkpoints.add(compact.checkpoint().checkpoint());
  }

  private void check(Receipt receipt, Bytes digest, String request) throws Exception {
    verify(receipt, digest);
    long index = receipt.index();
    Bytes leaf = Leaf.committing(receipt.entry().encoded(), receipt.salt().orElseThrow()).hash();
    require(index < log.size() && log.leaf(index).equals(leaf), "lost: entry " + index);
    Bytes before = given.putIfAbsent(index, leaf);
    String asked = requests.putIfAbsent(index, request);
    require(
        before == null || (before.equals(leaf) && !request.isEmpty() && request.equals(asked)),
        "index " + index + " was given out twice");
    verified++;
  }

  /// What was entered in the last moment before a kill has no checkpoint of its own epoch.
  private void verify(Receipt receipt, Bytes digest) {
    try {
      verifier.verify(receipt, policy, Optional.of(digest), Instant.now());
    } catch (ReceiptException e) {
      throw new IllegalStateException(
          "the receipt of " + receipt.index() + ": " + e.getMessage(), e);
    }
    earlier += receipt.index() < receipt.epoch().entry().statement().index() ? 1 : 0;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  /// Whether any interface has an address of others' networks.
  private static boolean online() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress());
    } catch (SocketException e) {
      // Java's words for having none.
      return false;
    }
  }
}
