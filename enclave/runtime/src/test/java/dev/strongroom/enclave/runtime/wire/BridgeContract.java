// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the bridge does, over any wire.
@Timeout(60)
abstract class BridgeContract {
  // Four descriptors each: within the thousand that processes may have.
  private static final int CONNECTIONS = 200;

  private Path folder = Path.of("");
  private Path socket = Path.of("");

  /// The enclave's end.
  abstract Wire wire() throws IOException;

  /// What the host does to reach the service.
  abstract Link client() throws IOException;

  @BeforeEach
  void makeFolder() throws IOException {
    // Short: a Unix-domain socket's path has about a hundred characters.
    folder = Files.createTempDirectory("sr");
    socket = folder.resolve("server");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Files.deleteIfExists(socket);
    Files.deleteIfExists(folder);
  }

  private UnixServer server(UnixServer.Peer peer) throws IOException {
    return UnixServer.start(socket, peer);
  }

  private ServiceBridge bridge(int limit) throws IOException {
    return ServiceBridge.start(wire(), socket, limit);
  }

  private static int answer(Link link, int question) throws IOException {
    link.output().write(question);
    return link.input().read();
  }

  @Test
  void carriesLargeTransfersBothWaysAtOnce() throws Exception {
    byte[] content = new byte[8 << 20];
    new Random(1).nextBytes(content);
    try (UnixServer _ = server(UnixServer::echo);
        ServiceBridge _ = bridge(4);
        Link client = client();
        ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> written =
          writer.submit(() -> {
            client.output().write(content);
            client.endOutput();
            return null;
          });
      MessageDigest back = MessageDigest.getInstance("SHA-256");
      back.update(client.input().readAllBytes());
      written.get();
      assertThat(back.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
    }
  }

  @Test
  void passesOnTheEndOfEachDirection() throws Exception {
    try (UnixServer _ =
            server(channel -> {
              channel.write(ByteBuffer.wrap("first".getBytes(US_ASCII)));
              channel.shutdownOutput();
              ByteBuffer all = ByteBuffer.allocate(100);
              while (channel.read(all) >= 0) {
                // Until the client has said all that it wants to.
              }
              Files.write(folder.resolve("got"), new byte[all.position()]);
            });
        ServiceBridge _ = bridge(4);
        Link client = client()) {
      assertThat(new String(client.input().readAllBytes(), US_ASCII)).isEqualTo("first");
      client.output().write(new byte[42]);
      client.endOutput();
      Path got = folder.resolve("got");
      while (!Files.exists(got) || Files.size(got) < 42) {
        Thread.sleep(1);
      }
      Files.delete(got);
    }
  }

  @Test
  void carriesManyConnections() throws Exception {
    try (UnixServer _ = server(UnixServer::echo);
        ServiceBridge _ = bridge(1000);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int question = i % 256;
        answers.add(
            clients.submit(() -> {
              try (Link client = client()) {
                return answer(client, question);
              }
            }));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(i % 256);
      }
    }
  }

  @Test
  void servesNoMoreThanTheLimitAtOnce() throws Exception {
    try (UnixServer _ = server(UnixServer::echo);
        ServiceBridge _ = bridge(2);
        Link second = client();
        ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(answer(second, 2)).isEqualTo(2);
      Link first = client();
      assertThat(answer(first, 1)).isEqualTo(1);
      Future<Integer> third =
          patient.submit(() -> {
            try (Link client = client()) {
              return answer(client, 3);
            }
          });
      Thread.sleep(200);
      assertThat(third.isDone()).isFalse();
      first.close();
      assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo(3);
      assertThat(answer(second, 4)).isEqualTo(4);
    }
  }

  @Test
  void cutsClientsThatDoNotEnd() throws Exception {
    try (UnixServer _ = server(channel -> channel.write(ByteBuffer.wrap(new byte[] {7})));
        ServiceBridge _ = ServiceBridge.start(wire(), socket, 1, Duration.ofMillis(100));
        Link silent = client();
        Link next = client()) {
      assertThat(silent.input().readAllBytes()).containsExactly(7);
      // The only place becomes free though the first client stays.
      assertThat(next.input().readAllBytes()).containsExactly(7);
    }
  }

  @Test
  void closesTheClientWhereTheServerIsGone() throws Exception {
    try (ServiceBridge _ = bridge(1)) {
      for (int i = 0; i < 3; i++) {
        try (Link client = client()) {
          assertThat(client.input().read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void closingCutsOpenConnections() throws Exception {
    ServiceBridge bridge = bridge(1);
    try (UnixServer _ = server(UnixServer::echo);
        Link client = client()) {
      assertThat(answer(client, 1)).isEqualTo(1);
      bridge.close();
      assertThat(client.input().read()).isEqualTo(-1);
      assertThat(bridge.ended()).isDone();
    }
  }
}
