// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The document's example with answers damaged at random: each call gives an answer or a named
/// failure.
@Timeout(30)
class BrokenAnswersTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// A call that the host answers.
  private interface Call {
    Object on(StorageClient client) throws StorageException;
  }

  /// What the enclave asks in the document's example.
  private static final List<Call> EXAMPLE = example();

  private static List<Call> example() {
    Bytes a = Bytes.utf8("a");
    Bytes b = Bytes.utf8("b");
    Put a1 = new Put(a, 1, Bytes.utf8("A"));
    Put b0 = new Put(b, 0, Bytes.utf8("BB"));
    Call delete =
        client -> {
          client.delete(b, 3);
          return "deleted";
        };
    return List.of(
        client -> client.get(a),
        client -> client.put(a, 0, Bytes.utf8("one")),
        client -> client.get(a),
        client -> client.put(a, 0, Bytes.EMPTY),
        client -> client.putAll(List.of(a1, b0)),
        client -> client.putAll(List.of(new Put(b, 3, Bytes.EMPTY), new Put(a, 1, Bytes.EMPTY))),
        client -> client.scan(Bytes.EMPTY, Bytes.EMPTY, 1),
        client -> client.scan(b, a, 100),
        delete,
        delete);
  }

  @Test
  void randomlyBrokenConversationsGiveAnswersOrNamedFailures(@TempDir Path directory)
      throws Exception {
    long seed = Long.getLong("strongroom.seed", 20261121);
    List<ProtocolExample.Exchange> example = ProtocolExample.read();
    TreeMap<String, Integer> outcomes = new TreeMap<>();
    try (ScriptedHost host =
        new ScriptedHost(
            directory,
            (talk, connection) -> {
              Random random = new Random(seed + connection);
              int last = random.nextInt(example.size());
              for (ProtocolExample.Exchange exchange : example.subList(0, last)) {
                talk.in().readNBytes(exchange.enclave().length());
                talk.out().write(exchange.host().toByteArray());
              }
              talk.in().readNBytes(example.get(last).enclave().length());
              talk.out().write(broken(example.get(last).host(), random));
            })) {
      for (int i = 1; i <= Integer.getInteger("strongroom.hostile", 1500); i++) {
        try (StorageClient client = new StorageClient(once(host.dialer()), TIMEOUT)) {
          String outcome = "answer";
          for (Call call : EXAMPLE) {
            if (outcome.equals("answer") || outcome.equals("conflict")) {
              outcome = outcome(call, client);
              outcomes.merge(outcome, 1, Integer::sum);
            }
          }
        }
      }
    }
    assertThat(outcomes)
        .containsKeys("answer", "conflict", "malformed-answer", "connection-lost", "not-connected")
        .doesNotContainKey("timed-out");
  }

  /// A script is for a conversation from its start.
  private static Dialer once(Dialer dialer) {
    AtomicBoolean dialled = new AtomicBoolean();
    return () -> {
      if (dialled.getAndSet(true)) {
        throw new IOException("only once");
      }
      return dialer.dial();
    };
  }

  private static String outcome(Call call, StorageClient client) {
    try {
      call.on(client);
      return "answer";
    } catch (StorageException e) {
      return e.failure().code();
    }
  }

  /// An honest answer with bytes changed, left out or put in.
  private static byte[] broken(Bytes answer, Random random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : answer.toByteArray()) {
      bytes.add(b);
    }
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      // A wrong length or id is found at once; most damage is done behind them.
      int from = bytes.size() > 13 && random.nextInt(4) != 0 ? 12 : 0;
      int at = random.nextInt(from, bytes.size());
      switch (random.nextInt(5)) {
        case 0 -> bytes.remove(at);
        case 1 -> bytes.add(at, (byte) random.nextInt());
        case 2 -> bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
        case 3 -> bytes.set(at, (byte) 0xff);
        default -> bytes.set(at, (byte) random.nextInt(8));
      }
    }
    byte[] result = new byte[bytes.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = bytes.get(i);
    }
    return result;
  }
}
