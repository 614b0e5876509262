// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.log.LogKey;
import dev.strongroom.client.notary.NotaryClient;
import dev.strongroom.client.notary.NotaryRefusedException;
import dev.strongroom.client.notary.ProofRequest;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.entry.ProofEntry.Attribution;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The client and a real notary, over the attested channel.
class NotaryClientTest {
  private static @Nullable EnclaveUnderTest started;

  @BeforeAll
  static void start() throws Exception {
    started = TestLog.start();
  }

  @AfterAll
  static void stop() throws Exception {
    enclave().close();
  }

  private static EnclaveUnderTest enclave() {
    return Objects.requireNonNull(started);
  }

  private static List<Bytes> digests(String prefix, int count) {
    List<Bytes> digests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      digests.add(Bytes.fromHex(prefix + String.format("%062x", i)));
    }
    return digests;
  }

  private static void assertStandsAlone(Receipt receipt) throws Exception {
    Receipt read = Receipt.parse(receipt.json());
    Bytes root = read.checkpoint().checkpoint().root();
    read.inclusionProof().check(read.leaf().hash(), root);
    read.epochInclusionProof().check(read.epoch().entry().leaf().hash(), root);
    assertThat(
            Signatures.verify(
                read.checkpoint().note(), read.epoch().entry().statement().logVerifierKey()))
        .isPresent();
    assertThat(
            Signatures.verify(
                read.checkpoint().note(), read.epoch().entry().statement().epochVerifierKey()))
        .isPresent();
  }

  @Test
  void receiptsStandAloneAndSayWhatWasSaid() throws Exception {
    NotaryClient client = TestLog.client(enclave());
    Bytes digest = digests("a1", 1).getFirst();
    Attribution attribution =
        new Attribution(Optional.of("Me"), Optional.of("A title"), Optional.empty());
    Receipt receipt =
        client
            .prove(
                new ProofRequest(
                    List.of(digest),
                    Optional.of(attribution),
                    new TreeMap<>(Map.of("case", "7 \u00fc")),
                    Optional.empty()))
            .getFirst();
    assertStandsAlone(receipt);
    ProofEntry entry = ProofEntry.parse(receipt.entry());
    assertThat(entry.digest()).isEqualTo(digest);
    assertThat(entry.attribution()).contains(attribution);
    assertThat(entry.metadata()).containsEntry("case", "7 \u00fc");
    List<Receipt> found = client.receipts(digest);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().index()).isEqualTo(receipt.index());
    assertThat(found.getFirst().entry()).isEqualTo(receipt.entry());
    assertThat(client.receipts(Bytes.zeros(32))).isEmpty();
  }

  @Test
  void splitsLongRequestsAndGivesTheSameReceiptsAgain() throws Exception {
    NotaryClient client = TestLog.client(enclave());
    ProofRequest request =
        new ProofRequest(
            digests("b2", NotaryClient.MOST_DIGESTS + 3),
            Optional.empty(),
            new TreeMap<>(),
            Optional.of("a-folder"));
    List<Receipt> receipts = client.prove(request);
    for (int i = 0; i < receipts.size(); i++) {
      assertThat(ProofEntry.parse(receipts.get(i).entry()).digest())
          .isEqualTo(request.digests().get(i));
    }
    assertStandsAlone(receipts.getFirst());
    assertStandsAlone(receipts.getLast());
    enclave().restart();
    List<Receipt> again = client.prove(request);
    assertThat(again.stream().map(Receipt::index))
        .containsExactlyElementsOf(receipts.stream().map(Receipt::index).toList());
    assertThat(again.getFirst().epoch().entry().statement().index())
        .isGreaterThan(receipts.getFirst().epoch().entry().statement().index());
    assertStandsAlone(again.getLast());
    ProofRequest other =
        new ProofRequest(
            digests("b3", 1), Optional.empty(), new TreeMap<>(), Optional.of("a-folder"));
    assertThatThrownBy(() -> client.prove(other))
        .isInstanceOfSatisfying(
            NotaryRefusedException.class,
            e -> assertThat(e.code()).isEqualTo("idempotency-key-reused"));
  }

  @Test
  void theLogSaysWhoSignsIt() throws Exception {
    NotaryClient client = TestLog.client(enclave());
    LogKey key = client.log().key().orElseThrow();
    assertThat(key.key().name()).isEqualTo(TestLog.ORIGIN);
    assertThat(key.simulated()).isTrue();
    assertThat(Signatures.verify(client.log().checkpoint().note(), key.key())).isPresent();
    assertThat(client.epoch(0).statement().logKey()).isEqualTo(key.key().publicKey());
  }
}
