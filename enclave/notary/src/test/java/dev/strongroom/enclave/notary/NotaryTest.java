// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage.Strike;
import dev.strongroom.enclave.notary.fixtures.TestEnclave;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A notary on a store in memory, without witnesses, asked by its HTTP interface.
class NotaryTest {
  private static final String SETTINGS =
      """
      {"origin":"example.com/log","quorum":0,"patience":"PT2S"}
      """;

  /// For what a busy machine takes longer for.
  private static final String PATIENT =
      """
      {"origin":"example.com/log","quorum":0,"patience":"PT30S"}
      """;

  private final MemoryStorage storage = new MemoryStorage();
  private final List<String> stops = new ArrayList<>();
  private final List<NotaryApi> started = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(NotaryApi::close);
  }

  private Enclave enclave(MemoryStorage on, String settings) throws IOException {
    return TestEnclave.on(on, InstantSource.system(), Map.of("ledger", settings), stops::add);
  }

  private NotaryApi start(MemoryStorage on) throws Exception {
    return start(on, SETTINGS);
  }

  private NotaryApi start(MemoryStorage on, String settings) throws Exception {
    NotaryApi api = new NotaryApi(Notary.start(enclave(on, settings)));
    started.add(api);
    return api;
  }

  private static Response ask(
      NotaryApi api, String method, String path, Map<String, String> headers, String body)
      throws Exception {
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return api.handle(
        new Request(method, path, path, "", lists, Bytes.utf8(body), Protection.ATTESTED_CHANNEL));
  }

  private static String text(Response response) {
    return String.valueOf(((Response.Body.Whole) response.body()).bytes().asUtf8());
  }

  private static Bytes digest(int number) {
    return Bytes.fromHex(String.format("%064x", number));
  }

  private static String body(int... numbers) {
    List<String> hex = new ArrayList<>();
    for (int number : numbers) {
      hex.add("\"" + digest(number).hex() + "\"");
    }
    return "{\"digests\":" + hex + "}";
  }

  private static List<Receipt> prove(NotaryApi api, int... numbers) throws Exception {
    return prove(api, Map.of(), numbers);
  }

  private static List<Receipt> prove(NotaryApi api, Map<String, String> headers, int... numbers)
      throws Exception {
    Response response = ask(api, "POST", "/v1/proofs", headers, body(numbers));
    assertThat(response.status()).as(text(response)).isEqualTo(200);
    CompactReceipt compact = CompactReceipt.parse(text(response));
    EpochEntry epoch =
        EpochEntry.parse(
            Entry.parse(
                Bytes.utf8(
                    text(
                        ask(
                            api,
                            "GET",
                            "/v1/log/epochs/" + compact.epoch().index(),
                            Map.of(),
                            "")))));
    List<Bytes> digests = new ArrayList<>();
    for (int number : numbers) {
      digests.add(digest(number));
    }
    List<Receipt> receipts = compact.expand(digests, epoch);
    for (Receipt receipt : receipts) {
      holds(receipt);
    }
    return receipts;
  }

  private static void holds(Receipt receipt) throws Exception {
    Bytes root = receipt.checkpoint().checkpoint().root();
    receipt.inclusionProof().check(receipt.leaf().hash(), root);
    receipt.epochInclusionProof().check(receipt.epoch().entry().leaf().hash(), root);
    var statement = receipt.epoch().entry().statement();
    assertThat(Signatures.verify(receipt.checkpoint().note(), statement.logVerifierKey()))
        .isPresent();
    assertThat(Signatures.verify(receipt.checkpoint().note(), statement.epochVerifierKey()))
        .isPresent();
    assertThat(receipt.epoch().entry().evidence()).isEqualTo(statement.binding());
  }

  @Test
  void givesReceiptsInOrder() throws Exception {
    NotaryApi api = start(storage);
    assertThat(prove(api, 1).getFirst().index()).isEqualTo(1);
    assertThat(prove(api, 2, 3, 4)).extracting(Receipt::index).containsExactly(2L, 3L, 4L);
    assertThat(stops).isEmpty();
  }

  @Test
  void neverGivesOneIndexTwiceToManyAtOnce() throws Exception {
    NotaryApi api = start(storage, PATIENT);
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
    NotaryApi first = start(storage);
    Receipt before = prove(first, 1).getFirst();
    first.close();
    NotaryApi second = start(storage);
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
    NotaryApi first = start(storage);
    List<Receipt> before = prove(first, 7, 8, 9);
    prove(first, 8);
    first.close();
    NotaryApi second = start(storage);
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
    NotaryApi first = start(storage);
    prove(first, 7);
    first.close();
    Bytes key = storage.keys("epoch/").getFirst();
    byte[] value = storage.get(key).orElseThrow().value().toByteArray();
    value[value.length - 1] ^= 1;
    storage.replace(key, Bytes.copyOf(value));
    NotaryApi second = start(storage);
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
    NotaryApi first = start(storage);
    Map<String, String> key = Map.of("idempotency-key", "k1");
    long index = prove(first, key, 5, 6).getFirst().index();
    assertThat(prove(first, key, 5, 6).getFirst().index()).isEqualTo(index);
    Response other = ask(first, "POST", "/v1/proofs", key, body(5, 7));
    assertThat(other.status()).isEqualTo(422);
    assertThat(text(other)).contains("idempotency-key-reused");
    first.close();
    NotaryApi second = start(storage);
    assertThat(prove(second, key, 5, 6).getFirst().index()).isEqualTo(index);
    assertThat(prove(second, 5, 6).getFirst().index()).isGreaterThan(index);
  }

  @Test
  void entersOnceWhatIsSentManyTimesAtOnce() throws Exception {
    NotaryApi api = start(storage);
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
  void entersNothingWhenTheDiskIsFullAndGoesOnWhenItIsNot() throws Exception {
    NotaryApi api = start(storage);
    storage.failWrites(1, new StorageFailure.DiskFull(), Strike.BEFORE);
    Response full = ask(api, "POST", "/v1/proofs", Map.of(), body(1));
    assertThat(full.status()).isEqualTo(507);
    assertThat(text(full)).contains("disk-full");
    assertThat(prove(api, 2).getFirst().index()).isEqualTo(1);
  }

  @Test
  void findsOutWhatBecameOfAWriteWhoseAnswerWasLost() throws Exception {
    NotaryApi api = start(storage);
    storage.failWrites(1, new StorageFailure.ConnectionLost("gone"), Strike.AFTER);
    assertThat(prove(api, 1).getFirst().index()).isEqualTo(1);
    storage.failWrites(1, new StorageFailure.ConnectionLost("gone"), Strike.BEFORE);
    assertThat(prove(api, 2).getFirst().index()).isEqualTo(2);
    for (int i = 3; i < 300; i++) {
      assertThat(prove(api, i).getFirst().index()).isEqualTo(i);
    }
    assertThat(stops).isEmpty();
  }

  @Test
  void saysThatItWasEnteredWhenOnlyItsPlaceCannotBeWritten() throws Exception {
    NotaryApi api = start(storage);
    storage.failWritesOf("find/", 1, new StorageFailure.DiskFull(), Strike.BEFORE);
    assertThat(prove(api, 1).getFirst().index()).as("a short failure is borne").isEqualTo(1);
    storage.failWritesOf("find/", 1, new StorageFailure.ConnectionLost("gone"), Strike.AFTER);
    assertThat(prove(api, 2, 3).getFirst().index()).as("it was written").isEqualTo(2);
    Map<String, String> key = Map.of("idempotency-key", "k");
    storage.failWritesOf("find/", 3, new StorageFailure.DiskFull(), Strike.BEFORE);
    Response response = ask(api, "POST", "/v1/proofs", key, body(4, 5));
    assertThat(response.status()).isEqualTo(503);
    assertThat(text(response)).contains("entered-not-found");
    assertThat(ask(api, "GET", "/v1/proofs/" + digest(5).hex(), Map.of(), "").status())
        .isEqualTo(404);
    assertThat(prove(api, key, 4, 5).getFirst().index()).as("entered once").isEqualTo(4);
    assertThat(ask(api, "GET", "/v1/proofs/" + digest(5).hex(), Map.of(), "").status())
        .isEqualTo(200);
    assertThat(prove(api, 6).getFirst().index()).isEqualTo(6);
  }

  @Test
  void stopsInDoubtAndTheNextKnows() throws Exception {
    NotaryApi first = start(storage);
    storage.failWrites(4, new StorageFailure.ConnectionLost("gone"), Strike.BEFORE);
    Map<String, String> key = Map.of("idempotency-key", "k");
    Response response = ask(first, "POST", "/v1/proofs", key, body(1));
    assertThat(response.status()).isEqualTo(503);
    for (int i = 0; i < 100 && stops.isEmpty(); i++) {
      Thread.sleep(100);
    }
    assertThat(stops).hasSize(1).first().asString().contains("outcome-unknown");
    first.close();
    assertThat(text(ask(first, "GET", "/v1/proofs/" + digest(1).hex(), Map.of(), "")))
        .contains("stopped");
    NotaryApi second = start(storage);
    assertThat(prove(second, key, 1).getFirst().index()).isEqualTo(2);
  }

  @Test
  void givesOutNoProofOfTilesThatWereChanged() throws Exception {
    NotaryApi first = start(storage);
    Map<String, String> key = Map.of("idempotency-key", "k");
    long index = prove(first, key, 1).getFirst().index();
    for (int i = 2; i < 600; i += 50) {
      prove(first, IntStream.range(i, i + 50).toArray());
    }
    first.close();
    Bytes tile = storage.keys("tile/0/000").getFirst();
    byte[] hashes = storage.get(tile).orElseThrow().value().toByteArray();
    hashes[(int) (32 * (index + 1))] ^= 1;
    storage.replace(tile, Bytes.copyOf(hashes));
    NotaryApi second = start(storage);
    for (Response response :
        List.of(
            ask(second, "POST", "/v1/proofs", key, body(1)),
            ask(second, "GET", "/v1/proofs/" + digest(1).hex(), Map.of(), ""))) {
      assertThat(response.status()).isEqualTo(500);
      assertThat(text(response)).contains("store-corrupt");
    }
    assertThat(prove(second, 1000).getFirst().index()).isGreaterThan(600);
  }

  @Test
  void stopsWhenAnotherEnclaveWrites() throws Exception {
    NotaryApi first = start(storage);
    prove(first, 1);
    NotaryApi second = start(storage);
    Response refused = ask(first, "POST", "/v1/proofs", Map.of(), body(2));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(text(refused)).contains("stopped");
    assertThat(stops).hasSize(1).first().asString().contains("another enclave");
    assertThat(prove(second, 3).getFirst().index()).isEqualTo(3);
    assertThat(text(ask(first, "POST", "/v1/proofs", Map.of(), body(4)))).contains("stopped");
  }

  @Test
  void refusesAStoreThatWasChanged() throws Exception {
    NotaryApi first = start(storage);
    prove(first, 1, 2, 3);
    first.close();
    for (String what : List.of("tile/0/000", "part/", "head")) {
      MemoryStorage changed = storage.copy();
      Bytes key = changed.keys("ledger/0/" + what).getFirst();
      byte[] value = changed.get(key).orElseThrow().value().toByteArray();
      value[value.length - 1] ^= 1;
      changed.replace(key, Bytes.copyOf(value));
      assertThatThrownBy(() -> start(changed))
          .as(what)
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining(what.equals("head") ? "not-authentic" : "store-corrupt");
      changed.remove(key);
      if (!what.equals("head")) {
        assertThatThrownBy(() -> start(changed))
            .as(what)
            .isInstanceOf(ServiceException.class)
            .hasMessageContaining("not-authentic");
      }
    }
  }

  @Test
  void servesItsTilesAndNothingBeyond() throws Exception {
    NotaryApi api = start(storage);
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
    NotaryApi api = start(storage);
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

  private static Tagged tagged(int number, Bytes... tags) throws Exception {
    return new Tagged(
        Entry.of(Map.of("kind", "test", "time", "2026-11-21T18:00:00Z", "number", number)),
        List.of(tags));
  }

  private static List<String> replayed(Notary notary, long from) throws NotaryException {
    List<String> seen = new ArrayList<>();
    notary.replay(from, (index, entry) -> seen.add(index + "=" + entry.content().value()));
    return seen;
  }

  @Test
  void givesBackWhatWasEnteredInOrderAlsoAfterABoot() throws Exception {
    Notary first = Notary.start(enclave(storage, SETTINGS));
    List<Receipt> receipts =
        first
            .submit(List.of(tagged(1, digest(7)), tagged(2), tagged(3, digest(7), digest(8))))
            .receipts();
    receipts.forEach(NotaryTest::check);
    first.close();
    Notary second = Notary.start(enclave(storage, SETTINGS));
    second.submit(List.of(tagged(4, digest(7)))).receipts();
    assertThat(replayed(second, 0)).hasSize(4);
    assertThat(replayed(second, 4)).hasSize(1).allMatch(text -> text.contains("number=4"));
    assertThat(second.about(digest(7), Long.MAX_VALUE, 20))
        .extracting(Receipt::index)
        .containsExactly(5L, 3L, 1L);
    assertThat(second.about(digest(7), 5, 1)).extracting(Receipt::index).containsExactly(3L);
    assertThat(second.about(digest(9), Long.MAX_VALUE, 20)).isEmpty();
    second.close();
  }

  private static final Bytes BESIDE = Bytes.utf8("somebody/else");

  private static List<Beside> beside(String value) {
    return List.of(new Beside(BESIDE, Bytes.utf8(value)));
  }

  private Bytes stored() {
    return storage.get(BESIDE).orElseThrow().value();
  }

  @Test
  void storesValuesTogetherWithEntriesOrNotAtAll() throws Exception {
    Notary notary = Notary.start(enclave(storage, SETTINGS));
    storage.failWrites(1, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
    assertThatThrownBy(() -> notary.submit(List.of(tagged(1)), beside("lost")).receipts())
        .isInstanceOf(NotaryException.class)
        .extracting(e -> ((NotaryException) e).refusal())
        .isEqualTo(NotaryRefusal.DISK_FULL);
    assertThat(storage.get(BESIDE)).isEmpty();
    storage.failWritesOf(
        "/head", 1, new StorageFailure.ConnectionLost("a test"), MemoryStorage.Strike.AFTER);
    notary.submit(List.of(tagged(2)), beside("first")).receipts();
    assertThat(stored()).isEqualTo(Bytes.utf8("first"));
    assertThat(replayed(notary, 0)).hasSize(1).allMatch(text -> text.contains("number=2"));
    assertThat(stops).isEmpty();
    notary.close();
  }

  @Test
  void replacesWhatIsInTheWay() throws Exception {
    Notary notary = Notary.start(enclave(storage, SETTINGS));
    storage.replace(BESIDE, Bytes.utf8("left behind"));
    storage.replace(Bytes.utf8("somebody/third"), Bytes.utf8("left behind"));
    notary
        .submit(
            List.of(tagged(1)),
            List.of(
                new Beside(Bytes.utf8("somebody/third"), Bytes.utf8("third")),
                beside("first").getFirst()))
        .receipts();
    assertThat(stored()).isEqualTo(Bytes.utf8("first"));
    assertThat(storage.get(Bytes.utf8("somebody/third")).orElseThrow().value())
        .isEqualTo(Bytes.utf8("third"));
    // The answer is lost and something is in the way: nothing is written twice.
    storage.failWritesOf(
        "/head", 1, new StorageFailure.ConnectionLost("a test"), MemoryStorage.Strike.AFTER);
    notary.submit(List.of(tagged(2)), beside("second")).receipts();
    assertThat(stored()).isEqualTo(Bytes.utf8("second"));
    // Two at once under one key: one write can't have both, the log has, and the later one counts.
    Submitted third = notary.submit(List.of(tagged(3)), beside("third"));
    Submitted fourth = notary.submit(List.of(tagged(4)), beside("fourth"));
    third.receipts();
    fourth.receipts();
    assertThat(stored()).isEqualTo(Bytes.utf8("fourth"));
    assertThat(replayed(notary, 0)).hasSize(4);
    assertThat(stops).isEmpty();
    notary.close();
  }

  @Test
  void takesNoMoreBesideEntriesThanOneWriteHas() throws Exception {
    Notary notary = Notary.start(enclave(storage, SETTINGS));
    List<Beside> many = new ArrayList<>();
    for (int i = 0; i < 640; i++) {
      many.add(new Beside(digest(i), Bytes.utf8("value")));
    }
    List<Submitted> submitted = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      submitted.add(notary.submit(List.of(tagged(i)), many));
    }
    for (Submitted one : submitted) {
      one.receipts();
    }
    assertThat(storage.get(digest(639))).isPresent();
    many.add(new Beside(digest(640), Bytes.utf8("value")));
    assertThatThrownBy(() -> notary.submit(List.of(tagged(9)), many))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            notary.submit(
                List.of(tagged(9)), List.of(beside("a").getFirst(), beside("b").getFirst())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(stops).isEmpty();
    notary.close();
  }

  @Test
  void replaysNothingThatTheHostChangedOrLeftOut() throws Exception {
    Notary notary = Notary.start(enclave(storage, SETTINGS));
    notary.submit(List.of(tagged(1))).receipts();
    notary.submit(List.of(tagged(2))).receipts();
    List<Bytes> bodies = storage.keys("/body/");
    Bytes value = storage.get(bodies.getFirst()).orElseThrow().value();
    storage.remove(bodies.getFirst());
    refusesReplay(notary);
    storage.replace(bodies.getFirst(), storage.get(bodies.getLast()).orElseThrow().value());
    refusesReplay(notary);
    storage.replace(bodies.getFirst(), value);
    assertThat(replayed(notary, 0)).hasSize(2);
    notary.close();
  }

  private static void refusesReplay(Notary notary) {
    assertThatThrownBy(() -> replayed(notary, 0))
        .isInstanceOf(NotaryException.class)
        .extracting(e -> ((NotaryException) e).refusal())
        .isEqualTo(NotaryRefusal.STORE_CORRUPT);
  }

  private static void check(Receipt receipt) {
    try {
      holds(receipt);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
