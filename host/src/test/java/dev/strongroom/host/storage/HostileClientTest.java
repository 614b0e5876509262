// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.fixtures.ProtocolExample;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import dev.strongroom.host.wire.UnixWire;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a client sends, it gets well-formed answers with names, or is hung up on; nobody else
/// notices.
@Timeout(30)
class HostileClientTest {
  private static final int CONVERSATIONS = Integer.getInteger("strongroom.hostile", 1500);
  private static final int UNAVAILABLE = 4;

  @Test
  void randomlyBrokenConversationsGetNamedAnswers(@TempDir Path directory) throws Exception {
    long seed = Long.getLong("strongroom.seed", 20261121);
    Path socket = directory.resolve("host-" + Port.STORAGE);
    TreeMap<Integer, Integer> statuses = new TreeMap<>();
    try (KeyValueStore store = SqliteStore.open(directory.resolve("store.db"));
        UnixListener listener =
            new UnixWire(directory).listen(Port.STORAGE, new StorageServer(store));
        RawConnection bystander = RawConnection.greeted(socket)) {
      List<Bytes> good =
          ProtocolExample.read().stream().map(ProtocolExample.Exchange::enclave).toList();
      for (int i = 0; i < CONVERSATIONS; i++) {
        Random random = new Random(seed + i);
        for (int status : converse(socket, broken(good, random))) {
          assertThat(status).as("conversation %d of seed %d", i, seed).isBetween(0, 5);
          assertThat(status).as("a bug: %d of seed %d", i, seed).isNotEqualTo(UNAVAILABLE);
          statuses.merge(status, 1, Integer::sum);
        }
        if (i % 100 == 0) {
          bystander.request(i + 1, "05 0000 0000 000a");
          assertThat(bystander.answer().status()).isZero();
        }
      }
      assertThat(listener).isNotNull();
    }
    // Else the mutations never get past the first checks, or never fail any.
    assertThat(statuses).containsKeys(0, 1, 2, 3);
  }

  /// Good requests with bytes changed, left out, doubled or put in, mostly after a good hello.
  private static byte[] broken(List<Bytes> good, Random random) {
    List<Byte> bytes = new ArrayList<>();
    boolean evenHello = random.nextInt(20) == 0;
    for (int i = 0; i < good.size(); i++) {
      Bytes message = i == 0 ? good.getFirst() : good.get(1 + random.nextInt(good.size() - 1));
      List<Byte> mutated = new ArrayList<>();
      for (byte b : message.toByteArray()) {
        mutated.add(b);
      }
      if ((i > 0 || evenHello) && random.nextInt(3) != 0) {
        mutate(mutated, random);
      }
      bytes.addAll(mutated);
    }
    byte[] result = new byte[bytes.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = bytes.get(i);
    }
    return result;
  }

  private static void mutate(List<Byte> bytes, Random random) {
    int at = random.nextInt(bytes.size());
    // The length is mostly left alone: once it is wrong, all that follows is noise.
    if (at < 4 && random.nextInt(10) != 0 && bytes.size() > 12) {
      at = 12 + random.nextInt(bytes.size() - 12);
    }
    switch (random.nextInt(5)) {
      case 0 -> bytes.remove(at);
      case 1 -> bytes.add(at, (byte) random.nextInt());
      case 2 -> bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
      case 3 -> bytes.set(at, (byte) 0xff);
      default -> bytes.set(at, (byte) random.nextInt(8));
    }
  }

  /// Sends everything, hangs up halfway, and gives the statuses of all answers.
  private static List<Integer> converse(Path socket, byte[] bytes) throws IOException {
    List<Integer> statuses = new ArrayList<>();
    try (RawConnection connection = new RawConnection(socket)) {
      try {
        connection.out.write(bytes);
        connection.endOutput();
      } catch (IOException e) {
        // It hung up while we spoke. What it said before may be lost with it.
        return statuses;
      }
      byte[] hello = connection.in.readNBytes(8);
      boolean accepted = hello.length == 8 && hello[4] == 1;
      while (accepted) {
        statuses.add(connection.answer().status());
      }
    } catch (EOFException e) {
      // The end.
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return statuses;
  }
}
