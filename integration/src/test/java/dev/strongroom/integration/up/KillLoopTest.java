// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.client.AttestedHttpClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Enclave and host are killed again and again while values are written: whatever was acknowledged
/// is there afterwards, unsealed by the same deployment. `-Dstrongroom.kills=N` for a longer run.
@Timeout(600)
class KillLoopTest {
  private static final int KILLS = Integer.getInteger("strongroom.kills", 3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Random random = new Random(20261121);
  private final Map<String, String> acknowledged = new ConcurrentSkipListMap<>();
  private final AtomicInteger next = new AtomicInteger();
  @TempDir private Path folder = Path.of("");

  @Test
  void losesNothingThatWasAcknowledged() throws Exception {
    Path jar = ApplicationJar.write(folder.resolve("app.jar"), KeepingService.class, "kill loop");
    Path state = folder.resolve("state");
    String identity = "";
    for (int kills = 0; kills < KILLS; ) {
      try (UpProcess up = UpProcess.start(state, jar);
          AttestedHttpClient client = up.client()) {
        checkAll(up, client);
        String now = client.lastVerified().orElseThrow().keys().identityKey().hex();
        assertThat(identity.isEmpty() || identity.equals(now)).as("the same deployment").isTrue();
        identity = now;
        if (kills % 2 == 0) {
          writeAndKill(up, client, up.enclave().orElseThrow());
          kills++;
          checkAll(up, client);
        }
        if (kills < KILLS) {
          writeAndKill(up, client, up.process().toHandle());
          kills++;
        }
      }
    }
    try (UpProcess up = UpProcess.start(state, jar);
        AttestedHttpClient client = up.client()) {
      checkAll(up, client);
    }
    assertThat(acknowledged).as("something was written at all").hasSizeGreaterThan(KILLS);
  }

  /// Writes until the victim, killed at a random moment meanwhile, can't answer any more.
  private void writeAndKill(UpProcess up, AttestedHttpClient client, ProcessHandle victim)
      throws Exception {
    Thread writer = Thread.ofVirtual().start(() -> write(up, client));
    Thread.sleep(100 + random.nextInt(900));
    victim.destroyForcibly();
    victim.onExit().get();
    writer.join();
  }

  private void write(UpProcess up, AttestedHttpClient client) {
    try {
      while (true) {
        String name = "/value-" + next.getAndIncrement();
        String text = "value " + random.nextLong();
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(up.address().resolve(name))
                    .PUT(BodyPublishers.ofString(text))
                    .build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 200) {
          return;
        }
        acknowledged.put(name, text);
      }
    } catch (IOException e) {
      // Killed: whether this one was kept, nobody knows.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkAll(UpProcess up, AttestedHttpClient client) throws Exception {
    assertThat(await(up, client, "/nothing").statusCode()).isEqualTo(404);
    for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
      HttpResponse<String> response = await(up, client, entry.getKey());
      assertThat(response.statusCode()).as(entry.getKey()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(entry.getValue());
    }
  }

  /// Asks until the enclave is back.
  private static HttpResponse<String> await(UpProcess up, AttestedHttpClient client, String name)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return client.send(
            HttpRequest.newBuilder(up.address().resolve(name)).build(), BodyHandlers.ofString());
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }
}
