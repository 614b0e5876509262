// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import static dev.strongroom.enclave.notary.MemoryNotaries.ask;
import static dev.strongroom.enclave.notary.MemoryNotaries.body;
import static dev.strongroom.enclave.notary.MemoryNotaries.digest;
import static dev.strongroom.enclave.notary.MemoryNotaries.prove;
import static dev.strongroom.enclave.notary.MemoryNotaries.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage.Strike;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a notary does when its store fails, loses answers or was changed.
class NotaryFailureTest {
  private final MemoryStorage storage = new MemoryStorage();
  private final MemoryNotaries notaries = new MemoryNotaries();

  @AfterEach
  void close() {
    notaries.close();
  }

  @Test
  void entersNothingWhenTheDiskIsFullAndGoesOnWhenItIsNot() throws Exception {
    NotaryApi api = notaries.start(storage);
    storage.failWrites(1, new StorageFailure.DiskFull(), Strike.BEFORE);
    Response full = ask(api, "POST", "/v1/proofs", Map.of(), body(1));
    assertThat(full.status()).isEqualTo(507);
    assertThat(text(full)).contains("disk-full");
    assertThat(prove(api, 2).getFirst().index()).isEqualTo(1);
  }

  @Test
  void findsOutWhatBecameOfAWriteWhoseAnswerWasLost() throws Exception {
    NotaryApi api = notaries.start(storage);
    storage.failWrites(1, new StorageFailure.ConnectionLost("gone"), Strike.AFTER);
    assertThat(prove(api, 1).getFirst().index()).isEqualTo(1);
    storage.failWrites(1, new StorageFailure.ConnectionLost("gone"), Strike.BEFORE);
    assertThat(prove(api, 2).getFirst().index()).isEqualTo(2);
    for (int i = 3; i < 300; i++) {
      assertThat(prove(api, i).getFirst().index()).isEqualTo(i);
    }
    assertThat(notaries.stops()).isEmpty();
  }

  @Test
  void saysThatItWasEnteredWhenOnlyItsPlaceCannotBeWritten() throws Exception {
    NotaryApi api = notaries.start(storage);
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
    NotaryApi first = notaries.start(storage);
    storage.failWrites(4, new StorageFailure.ConnectionLost("gone"), Strike.BEFORE);
    Map<String, String> key = Map.of("idempotency-key", "k");
    Response response = ask(first, "POST", "/v1/proofs", key, body(1));
    assertThat(response.status()).isEqualTo(503);
    for (int i = 0; i < 100 && notaries.stops().isEmpty(); i++) {
      Thread.sleep(100);
    }
    assertThat(notaries.stops()).hasSize(1).first().asString().contains("outcome-unknown");
    first.close();
    assertThat(text(ask(first, "GET", "/v1/proofs/" + digest(1).hex(), Map.of(), "")))
        .contains("stopped");
    NotaryApi second = notaries.start(storage);
    assertThat(prove(second, key, 1).getFirst().index()).isEqualTo(2);
  }

  @Test
  void givesOutNoProofOfTilesThatWereChanged() throws Exception {
    NotaryApi first = notaries.start(storage);
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
    NotaryApi second = notaries.start(storage);
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
    NotaryApi first = notaries.start(storage);
    prove(first, 1);
    NotaryApi second = notaries.start(storage);
    Response refused = ask(first, "POST", "/v1/proofs", Map.of(), body(2));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(text(refused)).contains("stopped");
    assertThat(notaries.stops()).hasSize(1).first().asString().contains("another enclave");
    assertThat(prove(second, 3).getFirst().index()).isEqualTo(3);
    assertThat(text(ask(first, "POST", "/v1/proofs", Map.of(), body(4)))).contains("stopped");
  }

  @Test
  void refusesAStoreThatWasChanged() throws Exception {
    NotaryApi first = notaries.start(storage);
    prove(first, 1, 2, 3);
    first.close();
    for (String what : List.of("tile/0/000", "part/", "head")) {
      MemoryStorage changed = storage.copy();
      Bytes key = changed.keys("ledger/0/" + what).getFirst();
      byte[] value = changed.get(key).orElseThrow().value().toByteArray();
      value[value.length - 1] ^= 1;
      changed.replace(key, Bytes.copyOf(value));
      assertThatThrownBy(() -> notaries.start(changed))
          .as(what)
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining(what.equals("head") ? "not-authentic" : "store-corrupt");
      changed.remove(key);
      if (!what.equals("head")) {
        assertThatThrownBy(() -> notaries.start(changed))
            .as(what)
            .isInstanceOf(ServiceException.class)
            .hasMessageContaining("not-authentic");
      }
    }
  }
}
