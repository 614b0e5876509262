// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.fixtures.ProtocolExample;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.Limits;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.store.StoreFailure;
import dev.strongroom.host.store.Versioned;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The host's end, spoken to in bytes.
@Timeout(20)
class StorageServerTest {
  private static final String GET_A = "01 0001 61";

  @TempDir private Path directory;
  private Path socket;
  private final StubStore store = new StubStore();
  private UnixListener listener;

  @BeforeEach
  void listen() throws IOException {
    socket = directory.resolve("host-" + Port.STORAGE);
    listener = new UnixWire(directory).listen(Port.STORAGE, new StorageServer(store));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void speaksTheDocumentsExampleToTheByte() throws Exception {
    listener.close();
    try (KeyValueStore sqlite = SqliteStore.open(directory.resolve("store.db"));
        UnixListener real =
            new UnixWire(directory).listen(Port.STORAGE, new StorageServer(sqlite));
        RawConnection connection = new RawConnection(socket)) {
      List<ProtocolExample.Exchange> example = ProtocolExample.read();
      assertThat(example).hasSizeGreaterThan(10);
      for (ProtocolExample.Exchange exchange : example) {
        connection.send(exchange.enclave().hex());
        assertThat(Bytes.copyOf(connection.in.readNBytes(exchange.host().length())).hex())
            .as("answer to %s", exchange.enclave().hex())
            .isEqualTo(exchange.host().hex());
      }
      connection.endOutput();
      assertThat(connection.atEnd()).isTrue();
      assertThat(real).isNotNull();
    }
  }

  @Test
  void helloesThatOfferAnotherVersionOrAreNoneAreRefused() throws Exception {
    for (String hello :
        List.of(
            "53524b56 02 03 0000", // a later version
            "53524b56 00 01 0000", // version 0
            "53524b56 01 00 0000", // lowest above highest
            "53524b57 01 01 0000", // a host
            "53524b56 01 01 0001")) {
      try (RawConnection connection = new RawConnection(socket)) {
        connection.send(hello);
        assertThat(Bytes.copyOf(connection.in.readNBytes(9)).hex())
            .as(hello)
            .isEqualTo("53524b5700030000");
      }
    }
    try (RawConnection connection = new RawConnection(socket)) {
      connection.send("53524b56 01 ff 0000");
      assertThat(Bytes.copyOf(connection.in.readNBytes(8)).hex()).isEqualTo("53524b5701000000");
    }
  }

  @Test
  void whatIsntARequestIsAnsweredAndTheConnectionGoesOn() throws Exception {
    try (RawConnection connection = RawConnection.greeted(socket)) {
      int id = 1;
      for (String request :
          List.of(
              "00", // no operation
              "06 0001 61", // one that comes later
              "ff",
              "01", // no key
              "01 0002 61", // ends inside the key
              "01 0001 61 00", // goes on after it
              "01 ffff 61",
              "02 0001 61 0000000000000000 00000002 00", // ends inside the value
              "02 0001 61 0000000000000000 ffffffff 00",
              "02 0001 61 00000000", // ends inside the version
              "03", // no count
              "03 0002 0001 61 0000000000000000 00000000", // fewer than announced
              "03 ffff 0001 61 0000000000000000 00000000",
              "03 0001 0001 61 0000000000000000 00000000 0001 62 0000000000000000 00000000",
              "04 0001 61",
              "05 0000 0000",
              "05 0000 0000 0001 00")) {
        connection.request(id, request);
        assertThat(connection.answer())
            .as(request)
            .isEqualTo(new RawConnection.Raw(id, 3, Bytes.EMPTY));
        id++;
      }
      connection.request(0, GET_A);
      assertThat(connection.answer()).isEqualTo(new RawConnection.Raw(0, 3, Bytes.EMPTY));
      connection.request(-1, GET_A);
      assertThat(connection.answer()).isEqualTo(new RawConnection.Raw(-1, 0, Bytes.zeros(1)));
    }
  }

  @Test
  void aFrameOfImpossibleLengthEndsTheConnection() throws Exception {
    record Case(String length, int status) {}
    for (Case impossible :
        List.of(
            new Case("00000000", 3),
            new Case("00000008", 3),
            new Case("00400001", 2),
            new Case("80000000", 2),
            new Case("ffffffff", 2))) {
      try (RawConnection connection = RawConnection.greeted(socket)) {
        connection.send(impossible.length());
        assertThat(connection.answer())
            .isEqualTo(new RawConnection.Raw(0, impossible.status(), Bytes.EMPTY));
        assertThat(connection.atEnd()).isTrue();
      }
    }
  }

  @Test
  void eachFailureOfTheStoreHasItsStatus() throws Exception {
    record Case(StoreFailure failure, int status, String body) {}
    try (RawConnection connection = RawConnection.greeted(socket)) {
      for (Case failing :
          List.of(
              new Case(new StoreFailure.Conflict(3, 258), 1, "00030000000000000102"),
              new Case(new StoreFailure.TooLarge("t"), 2, ""),
              new Case(new StoreFailure.Malformed("m"), 3, ""),
              new Case(new StoreFailure.Unavailable("u"), 4, ""),
              new Case(new StoreFailure.DiskFull("f"), 5, ""))) {
        store.reads(key -> {
          throw new StoreException(failing.failure());
        });
        connection.request(9, GET_A);
        assertThat(connection.answer())
            .isEqualTo(new RawConnection.Raw(9, failing.status(), Bytes.fromHex(failing.body())));
      }
      store.reads(key -> {
        throw new IllegalStateException("a bug, for the test");
      });
      connection.request(10, GET_A);
      assertThat(connection.answer()).isEqualTo(new RawConnection.Raw(10, 4, Bytes.EMPTY));
    }
  }

  @Test
  void aSlowRequestDoesntHoldUpTheNext() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    store.reads(key -> {
      if (key.equals(Bytes.utf8("s"))) {
        uninterrupted(goOn);
      }
      return Optional.empty();
    });
    try (RawConnection connection = RawConnection.greeted(socket)) {
      connection.request(1, "01 0001 73");
      connection.request(2, GET_A);
      assertThat(connection.answer().id()).isEqualTo(2);
      goOn.countDown();
      assertThat(connection.answer().id()).isEqualTo(1);
    }
  }

  @Test
  void whoDoesntReadAnswersIsntReadFromEither() throws Exception {
    Bytes large = Bytes.zeros(Limits.MAX_VALUE);
    AtomicInteger reads = new AtomicInteger();
    store.reads(key -> {
      reads.incrementAndGet();
      return Optional.of(new Versioned(1, large));
    });
    int requests = 200;
    try (RawConnection connection = RawConnection.greeted(socket)) {
      for (int id = 1; id <= requests; id++) {
        connection.request(id, GET_A);
      }
      while (reads.get() < 10) {
        Thread.sleep(5);
      }
      Thread.sleep(Duration.ofMillis(300));
      // 16 MiB, and what had left already for the socket's own buffers.
      assertThat(reads.get()).isLessThanOrEqualTo(20);
      List<Long> answered = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        answered.add(connection.answer().id());
      }
      assertThat(answered).doesNotHaveDuplicates().hasSize(requests);
    }
    assertThat(reads).hasValue(requests);
  }

  private int stored() throws StoreException {
    return store.scan(Bytes.EMPTY, Bytes.EMPTY, 100).entries().size();
  }

  @Test
  void requestsAreCarriedOutThoughNobodyWaitsForTheAnswer() throws Exception {
    try (RawConnection connection = RawConnection.greeted(socket)) {
      for (int i = 0; i < 50; i++) {
        connection.request(i + 1, "02 0001 " + Integer.toHexString(0x30 + i) + "0".repeat(16 + 8));
      }
      connection.endOutput();
      // Were the connection closed at once, the rest might not even be read.
      for (int i = 0; i < 2000 && stored() < 50; i++) {
        Thread.sleep(5);
      }
      assertThat(stored()).isEqualTo(50);
    }
  }

  @Test
  void connectionsBeyondTheLimitAreToldToComeBack() throws Exception {
    List<RawConnection> open = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      open.add(RawConnection.greeted(socket));
    }
    try (RawConnection connection = new RawConnection(socket)) {
      assertThat(Bytes.copyOf(connection.in.readNBytes(9)).hex()).isEqualTo("53524b5700040000");
    }
    open.getFirst().close();
    RawConnection again = null;
    while (again == null) {
      try {
        again = RawConnection.greeted(socket);
      } catch (IOException e) {
        Thread.sleep(5);
      }
    }
    again.close();
    for (RawConnection connection : open) {
      connection.close();
    }
  }

  @Test
  void whoDoesntSayHelloLosesItsPlace() throws Exception {
    listener.close();
    StorageServer impatient = new StorageServer(store, Duration.ofMillis(50));
    try (UnixListener second = new UnixWire(directory).listen(Port.STORAGE, impatient);
        RawConnection silent = new RawConnection(socket);
        RawConnection halfway = new RawConnection(socket);
        RawConnection good = RawConnection.greeted(socket)) {
      halfway.send("53524b56");
      assertThat(silent.atEnd()).isTrue();
      assertThat(halfway.atEnd()).isTrue();
      good.request(1, GET_A);
      assertThat(good.answer().status()).isZero();
      assertThat(second).isNotNull();
    }
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
