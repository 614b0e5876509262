// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A key's history as whoever owns it proves it: all entries are there, in one chain, and each has
/// a receipt that stands alone.
///
/// @param receipts from birth on, the statement of the history last
record ProvenHistory(List<Receipt> receipts) {

  /// Asks for it, and checks all of it.
  static ProvenHistory of(VaultDeployment vault, RequestKey asking, String key) throws Exception {
    String path = "/v1/keys/" + key + "/history";
    VaultReply page = vault.get(asking, path).ok();
    List<Receipt> latestFirst =
        new ArrayList<>(List.of(VaultReply.receipt(page.body().member("statement"))));
    while (!((List<?>) page.body().member("entries").value()).isEmpty()) {
      for (JsonNode entry : page.body().member("entries").items()) {
        latestFirst.add(VaultReply.receipt(entry));
      }
      page = vault.get(asking, path + "?before=" + latestFirst.getLast().index()).ok();
    }
    ProvenHistory history = new ProvenHistory(latestFirst.reversed());
    history.checkChain(key);
    history.checkReceipts(vault.receiptPolicy());
    return history;
  }

  private void checkChain(String key) throws Exception {
    String previous = "";
    long index = -1;
    for (int i = 0; i < receipts.size(); i++) {
      JsonNode content = receipts.get(i).entry().content();
      assertThat(content.member("about").text()).isEqualTo("key/" + key);
      assertThat(content.member("n").value()).isEqualTo(i + 1L);
      assertThat(content.optional("previous").map(JsonNode::value).orElse("")).isEqualTo(previous);
      assertThat(receipts.get(i).index()).isGreaterThan(index);
      previous = sha256(receipts.get(i).entry());
      index = receipts.get(i).index();
    }
    JsonNode statement = receipts.getLast().entry().content();
    assertThat(statement.member("kind").text()).isEqualTo("history");
    assertThat(statement.member("key").text()).isEqualTo(key);
    assertThat(statement.member("entries").value()).isEqualTo((long) receipts.size());
    assertThat(statement.member("last").text())
        .isEqualTo(sha256(receipts.get(receipts.size() - 2).entry()));
  }

  private void checkReceipts(ReceiptPolicy policy) throws Exception {
    ReceiptVerifier verifier =
        ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(16)),
            ReceiptCache.ofCapacity(16, 16));
    for (Receipt receipt : receipts) {
      // As the file that people keep.
      Receipt kept = Receipt.parse(receipt.json());
      ReceiptVerdict verdict = verifier.explain(kept, policy, Optional.empty(), Instant.now());
      assertThat(verdict.firstFailure()).isEmpty();
      assertThat(verdict.accepted()).isTrue();
      assertThat(verdict.simulated()).isTrue();
    }
  }

  private static String sha256(Entry entry) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(entry.encoded().toByteArray()))
        .hex();
  }

  /// What was entered, in order.
  List<String> kinds() {
    return receipts.stream().map(receipt -> receipt.entry().kind()).toList();
  }

  /// The contents of the entries of one kind.
  List<JsonNode> of(String kind) {
    return receipts.stream()
        .map(Receipt::entry)
        .filter(entry -> entry.kind().equals(kind))
        .map(Entry::content)
        .toList();
  }
}
