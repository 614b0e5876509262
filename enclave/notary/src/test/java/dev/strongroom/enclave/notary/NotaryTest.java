// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import static dev.strongroom.enclave.notary.MemoryNotaries.PATIENT;
import static dev.strongroom.enclave.notary.MemoryNotaries.ask;
import static dev.strongroom.enclave.notary.MemoryNotaries.body;
import static dev.strongroom.enclave.notary.MemoryNotaries.digest;
import static dev.strongroom.enclave.notary.MemoryNotaries.holds;
import static dev.strongroom.enclave.notary.MemoryNotaries.prove;
import static dev.strongroom.enclave.notary.MemoryNotaries.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A notary asked by its HTTP interface: receipts in order, each once.
class NotaryTest {
  private final MemoryStorage storage = new MemoryStorage();
  private final MemoryNotaries notaries = new MemoryNotaries();

  @AfterEach
  void close() {
    notaries.close();
  }

  @Test
  void givesReceiptsInOrder() throws Exception {
    NotaryApi api = notaries.start(storage);
    assertThat(prove(api, 1).getFirst().index()).isEqualTo(1);
    assertThat(prove(api, 2, 3, 4)).extracting(Receipt::index).containsExactly(2L, 3L, 4L);
    assertThat(notaries.stops()).isEmpty();
  }

  @Test
  void neverGivesOneIndexTwiceToManyAtOnce() throws Exception {
    NotaryApi api = notaries.start(storage, PATIENT);
    Set<Long> indices = new HashSet<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Receipt>>> asked = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int number = 10 * i;
        asked.add(many.submit(() -> prove(api, number, number + 1, number + 2)));
      }
      for (Future<List<Receipt>> future : asked) {
        for (Receipt receipt : future.get()) {
          assertThat(indices.add(receipt.index())).isTrue();
        }
      }
    }
    assertThat(indices).hasSize(1500);
    assertThat(storage.writes()).as("batched").isLessThan(500);
  }

  @Test
  void goesOnWhereItWasWithTheSameKey() throws Exception {
    NotaryApi first = notaries.start(storage);
    Receipt before = prove(first, 1).getFirst();
    first.close();
    NotaryApi second = notaries.start(storage);
    Receipt after = prove(second, 2).getFirst();
    assertThat(after.index()).isEqualTo(3);
    assertThat(after.epoch().entry().statement().index()).isEqualTo(2);
    assertThat(after.epoch().entry().statement().logKey())
        .isEqualTo(before.epoch().entry().statement().logKey());
    assertThat(after.epoch().entry().statement().epochKey())
        .isNotEqualTo(before.epoch().entry().statement().epochKey());
    assertThat(after.epoch().entry().statement().previousRoot())
        .isNotEqualTo(before.epoch().entry().statement().previousRoot());
  }

  @Test
  void findsWhatWasEnteredAlsoAfterARestart() throws Exception {
    NotaryApi first = notaries.start(storage);
    List<Receipt> before = prove(first, 7, 8, 9);
    prove(first, 8);
    first.close();
    NotaryApi second = notaries.start(storage);
    Response found = ask(second, "GET", "/v1/proofs/" + digest(8).hex(), Map.of(), "");
    List<JsonNode> receipts = JsonNode.parse(text(found)).member("receipts").items();
    assertThat(receipts).hasSize(2);
    List<Long> indices = new ArrayList<>();
    List<Long> epochs = new ArrayList<>();
    for (JsonNode node : receipts) {
      Receipt receipt = Receipt.parse(CanonicalJson.text(node.value()));
      holds(receipt);
      indices.add(receipt.index());
      epochs.add(receipt.epoch().entry().statement().index());
    }
    assertThat(indices).containsExactly(4L, before.get(1).index());
    assertThat(epochs).as("each with its own epoch's keys").containsOnly(0L);
    assertThat(ask(second, "GET", "/v1/proofs/" + digest(99).hex(), Map.of(), "").status())
        .isEqualTo(404);
  }

  @Test
  void doesNotPassOnAnEpochsCheckpointThatTheHostChanged() throws Exception {
    NotaryApi first = notaries.start(storage);
    prove(first, 7);
    first.close();
    Bytes key = storage.keys("epoch/").getFirst();
    byte[] value = storage.get(key).orElseThrow().value().toByteArray();
    value[value.length - 1] ^= 1;
    storage.replace(key, Bytes.copyOf(value));
    NotaryApi second = notaries.start(storage);
    Response found = ask(second, "GET", "/v1/proofs/" + digest(7).hex(), Map.of(), "");
    Receipt receipt =
        Receipt.parse(
            CanonicalJson.text(
                JsonNode.parse(text(found)).member("receipts").items().getFirst().value()));
    holds(receipt);
    assertThat(receipt.epoch().entry().statement().index()).as("this boot's").isEqualTo(2);
  }

  @Test
  void entersOnceWhatIsSentTwice() throws Exception {
    NotaryApi first = notaries.start(storage);
    Map<String, String> key = Map.of("idempotency-key", "k1");
    long index = prove(first, key, 5, 6).getFirst().index();
    assertThat(prove(first, key, 5, 6).getFirst().index()).isEqualTo(index);
    Response other = ask(first, "POST", "/v1/proofs", key, body(5, 7));
    assertThat(other.status()).isEqualTo(422);
    assertThat(text(other)).contains("idempotency-key-reused");
    first.close();
    NotaryApi second = notaries.start(storage);
    assertThat(prove(second, key, 5, 6).getFirst().index()).isEqualTo(index);
    assertThat(prove(second, 5, 6).getFirst().index()).isGreaterThan(index);
  }

  @Test
  void entersOnceWhatIsSentManyTimesAtOnce() throws Exception {
    NotaryApi api = notaries.start(storage);
    Set<Long> indices = new HashSet<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Receipt>>> asked = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        asked.add(many.submit(() -> prove(api, Map.of("idempotency-key", "same"), 5)));
      }
      for (Future<List<Receipt>> future : asked) {
        indices.add(future.get().getFirst().index());
      }
    }
    assertThat(indices).hasSize(1);
  }

  @Test
  void servesItsTilesAndNothingBeyond() throws Exception {
    NotaryApi api = notaries.start(storage);
    prove(api, 1, 2, 3);
    assertThat(ask(api, "GET", "/v1/log/tile/0/000.p/4", Map.of(), "").status()).isEqualTo(200);
    assertThat(
            ((Response.Body.Whole) ask(api, "GET", "/v1/log/tile/0/000.p/2", Map.of(), "").body())
                .bytes()
                .length())
        .isEqualTo(64);
    assertThat(ask(api, "GET", "/v1/log/tile/entries/000.p/4", Map.of(), "").status())
        .isEqualTo(200);
    for (String path :
        List.of(
            "tile/0/000.p/5",
            "tile/0/000",
            "tile/0/001.p/1",
            "tile/1/000.p/1",
            "tile/63/000",
            "tile/0/x999/x999/x999/x999/x999/999")) {
      assertThat(ask(api, "GET", "/v1/log/" + path, Map.of(), "").status()).as(path).isEqualTo(404);
    }
    for (String path :
        List.of("tile/64/000", "tile/0/0", "tile/0/../head", "epochs/x", "epochs/-1")) {
      assertThat(ask(api, "GET", "/v1/log/" + path, Map.of(), "").status()).as(path).isEqualTo(400);
    }
    assertThat(ask(api, "GET", "/v1/log/epochs/1", Map.of(), "").status()).isEqualTo(404);
    assertThat(ask(api, "GET", "/v1/log/epochs/900", Map.of(), "").status()).isEqualTo(404);
  }

  @Test
  void refusesWhatIsNotARequest() throws Exception {
    NotaryApi api = notaries.start(storage);
    for (String body :
        List.of(
            "",
            "{}",
            "{\"digests\":[]}",
            "{\"digests\":[\"ab\"]}",
            "{\"digests\":[\"" + "AB".repeat(32) + "\"]}",
            "{\"digests\":[\"" + "ab".repeat(32) + "\"],\"file\":\"x\"}",
            "{\"digests\":[\"" + "ab".repeat(32) + "\"],\"metadata\":{\"a\":1}}",
            "{\"digests\":[\""
                + "ab".repeat(32)
                + "\"],\"metadata\":{\"a\":\""
                + "x".repeat(20_000)
                + "\"}}",
            "{\"digests\":[\"" + "ab".repeat(32) + "\"],\"attribution\":\"me\"}")) {
      Response response = ask(api, "POST", "/v1/proofs", Map.of(), body);
      assertThat(response.status()).as(body).isEqualTo(400);
      assertThat(text(response)).contains("malformed");
    }
    assertThat(ask(api, "POST", "/v1/proofs", Map.of("idempotency-key", "a b"), body(1)).status())
        .isEqualTo(400);
    assertThat(ask(api, "GET", "/v1/proofs", Map.of(), "").status()).isEqualTo(405);
    assertThat(ask(api, "POST", "/v1/log/checkpoint", Map.of(), "").status()).isEqualTo(405);
    assertThat(prove(api, 1).getFirst().index()).isEqualTo(1);
  }
}
