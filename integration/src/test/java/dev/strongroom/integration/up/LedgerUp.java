// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.merkle.Frontier;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `up` with its log and its witness, and what a client asks it.
record LedgerUp(UpProcess up, AttestedHttpClient client) implements AutoCloseable {

  static LedgerUp start(Path state, String... arguments) throws IOException {
    UpProcess up = UpProcess.started(CommandLine.process(arguments), state);
    return new LedgerUp(up, up.client());
  }

  private byte[] get(String path) throws Exception {
    return sent(HttpRequest.newBuilder(up.address().resolve(path)).build());
  }

  private byte[] sent(HttpRequest request) throws Exception {
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + " for " + request.uri());
    }
    return response.body();
  }

  private static String text(byte[] bytes) {
    return String.valueOf(Bytes.copyOf(bytes).asUtf8());
  }

  /// Has a digest entered.
  Receipt enter(Bytes digest) throws Exception {
    CompactReceipt compact =
        CompactReceipt.parse(
            text(
                sent(
                    HttpRequest.newBuilder(up.address().resolve("/v1/proofs"))
                        .POST(BodyPublishers.ofString("{\"digests\":[\"" + digest.hex() + "\"]}"))
                        .build())));
    EpochEntry epoch =
        EpochEntry.parse(
            Entry.parse(Bytes.copyOf(get("/v1/log/epochs/" + compact.epoch().index()))));
    return compact.expand(List.of(digest), epoch).getFirst();
  }

  /// The latest checkpoint.
  Checkpoint checkpoint() throws Exception {
    return Checkpoint.parse(SignedNote.parse(Bytes.copyOf(get("/v1/log/checkpoint"))).text());
  }

  /// All leaves, which lead to the checkpoint's root.
  ///
  /// @param checkpoint of fewer than 256 leaves
  List<Leaf> leaves(Checkpoint checkpoint) throws Exception {
    String tile = "/v1/log/tile/entries/000.p/" + checkpoint.size();
    Frontier tree = new Frontier();
    List<Leaf> leaves = new ArrayList<>();
    for (Bytes encoded : EntryBundle.parse(Bytes.copyOf(get(tile))).entries()) {
      Leaf leaf = Leaf.parse(encoded);
      tree.add(leaf.hash());
      leaves.add(leaf);
    }
    if (!tree.root().equals(checkpoint.root())) {
      throw new IOException("the leaves don't lead to the checkpoint's root");
    }
    return leaves;
  }

  /// What the policy that the host wrote says of a receipt.
  static ReceiptVerdict verdict(Path policy, Receipt receipt, Bytes digest) throws Exception {
    return ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(16)),
            ReceiptCache.ofCapacity(16, 16))
        .explain(
            receipt,
            ReceiptPolicyFile.parse(Files.readString(policy)),
            Optional.of(digest),
            Instant.now());
  }

  @Override
  public void close() {
    client.close();
    up.close();
  }
}
