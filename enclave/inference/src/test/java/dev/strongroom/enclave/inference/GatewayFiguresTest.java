// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the host gets to count.
class GatewayFiguresTest {
  private static final String ASKED = "{\"model\":\"tiny\",\"max_tokens\":10}";
  private static final String USED =
      "{\"usage\":{\"prompt_tokens\":1500,\"completion_tokens\":400}}";
  private static final String REQUESTS = "inference_requests{endpoint=chat, model=tiny, outcome=";

  private final ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, USED));

  @Test
  void countsByEndpointModelAndOutcome() throws Exception {
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      assertThat(world.figures()).isEmpty();
      world.post(GatewayWorld.CHAT, ASKED).whole();
      world.post("/v1/messages", ASKED).whole();
      backend.does(ScriptedBackend.json(400, "{\"error\":{\"code\":\"x\"}}"));
      world.post(GatewayWorld.CHAT, ASKED);
      backend.does(ScriptedBackend.cutEvents("data: 1\n\n"));
      world.post(GatewayWorld.CHAT, ASKED);
      backend.does(_ -> new BackendAnswer(200, "application/json", ScriptedBackend.cut("{")));
      world.post(GatewayWorld.CHAT, ASKED).refused(502, "cut-short");
      world.post(GatewayWorld.CHAT, "{\"model\":\"a prompt\"}").refused(404, "model-not-found");
      world.post(GatewayWorld.CHAT, "{").refused(400, "malformed-request");
      assertThat(world.figures())
          .contains(
              REQUESTS + "answered} 1",
              REQUESTS + "backend-error} 1",
              REQUESTS + "cut-short} 2",
              "inference_requests{endpoint=messages, model=tiny, outcome=answered} 1",
              "inference_requests{endpoint=chat, model=none, outcome=model-not-found} 1",
              "inference_requests{endpoint=chat, model=none, outcome=malformed-request} 1")
          .noneMatch(line -> line.contains("prompt") || line.contains("under_way"));
    }
  }

  /// Whole thousands, so that no request's own count can be read from it.
  @Test
  void countsTokensCoarsely() throws Exception {
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      world.post(GatewayWorld.CHAT, ASKED).whole();
      assertThat(world.figures())
          .contains("inference_tokens{model=tiny, of=request} 1000")
          .noneMatch(line -> line.contains("of=answer"));
      world.post(GatewayWorld.CHAT, ASKED).whole();
      world.post(GatewayWorld.CHAT, ASKED).whole();
      assertThat(world.figures())
          .contains(
              "inference_tokens{model=tiny, of=request} 4000",
              "inference_tokens{model=tiny, of=answer} 1000");
    }
  }

  @Test
  void countsHowLongAnswersTookInBuckets() throws Exception {
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      for (long seconds : new long[] {0, 1, 2, 100, 101}) {
        backend.does(call -> {
          world.pass(Duration.ofSeconds(seconds));
          return ScriptedBackend.json(200, USED).answer(call);
        });
        world.post(GatewayWorld.CHAT, ASKED).whole();
      }
      assertThat(world.figures())
          .contains(
              "inference_answers{model=tiny, seconds=1} 2",
              "inference_answers{model=tiny, seconds=10} 1",
              "inference_answers{model=tiny, seconds=100} 1",
              "inference_answers{model=tiny, seconds=longer} 1");
    }
  }

  @Test
  void saysWhatIsUnderWay() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    backend.does(call -> {
      reached.countDown();
      go.await();
      return ScriptedBackend.events("data: [DONE]\n\n").answer(call);
    });
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      Thread asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  world.post(GatewayWorld.CHAT, ASKED).whole();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      reached.await();
      assertThat(world.figures()).containsExactly("inference_under_way{model=tiny} 1");
      go.countDown();
      asking.join();
      assertThat(world.figures()).noneMatch(line -> line.contains("under_way"));
    }
  }

  /// A client that goes away, and a back end's bug, end a request all the same.
  @Test
  void nothingStaysUnderWay() throws Exception {
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      backend.does(_ -> {
        throw new IllegalStateException("a bug");
      });
      try {
        world.post(GatewayWorld.CHAT, ASKED);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("a bug");
      }
      backend.does(call ->
          new BackendAnswer(
              200, "text/event-stream", ScriptedBackend.in(call.body().asUtf8() + "\r\r")));
      assertThat(world.post(GatewayWorld.CHAT, ASKED).failure()).isNotNull();
      assertThat(world.figures())
          .contains(REQUESTS + "failed} 1", REQUESTS + "malformed-stream} 1")
          .noneMatch(line -> line.contains("under_way"));
    }
  }

  @Test
  void saysWhichBackEndsAreOutAndWhy() throws Exception {
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      world.pass(Duration.ofSeconds(61));
      backend.does(ScriptedBackend.fails(Problem.NOT_ACCEPTED, "policy.image"));
      world.post(GatewayWorld.CHAT, ASKED).refused(502, "backend-not-accepted");
      long minute = world.now().getEpochSecond() / 60 * 60;
      assertThat(world.figures())
          .contains(
              "inference_backend_out{backend=b, reason=backend-not-accepted} 1",
              "inference_backend_out_since_seconds{backend=b} " + minute);
      world.pass(Duration.ofSeconds(2));
      backend.does(ScriptedBackend.json(200, USED));
      world.post(GatewayWorld.CHAT, ASKED).whole();
      assertThat(world.figures()).noneMatch(line -> line.contains("backend_out"));
    }
  }

  /// What the host's store did is said by its name.
  @ParameterizedTest
  @MethodSource("failures")
  void saysHowTheStoreFailed(StorageFailure failure) throws Exception {
    KeyWorld keys = new KeyWorld();
    MemoryStorage storage = new MemoryStorage();
    try (GatewayWorld world = keys.on(storage)) {
      String key = keys.key(world, "");
      storage.failPutOutside("ledger/", failure);
      KeyWorld.ask(world, key).refused(503, failure.code());
      assertThat(world.figures()).contains(REQUESTS + failure.code() + "} 1");
    }
  }

  static List<StorageFailure> failures() {
    List<StorageFailure> all =
        List.of(
            new StorageFailure.Conflict(0, 1),
            new StorageFailure.TooLarge("x"),
            new StorageFailure.Malformed("x"),
            new StorageFailure.Unavailable(),
            new StorageFailure.DiskFull(),
            new StorageFailure.NotConnected("x"),
            new StorageFailure.ConnectionLost("x"),
            new StorageFailure.TimedOut("x", true),
            new StorageFailure.MalformedAnswer("x"),
            new StorageFailure.NotAuthentic("x"));
    assertThat(all)
        .extracting(one -> (Object) one.getClass())
        .containsExactlyInAnyOrder((Object[]) StorageFailure.class.getPermittedSubclasses());
    return all;
  }

  @Test
  void saysThatTheStoreWentBack() throws Exception {
    try (HistoryWorld world = new HistoryWorld(new MemoryStorage())) {
      HistoryWorld.User user = HistoryWorld.user(world, 1);
      String id = user.conversation("{}");
      user.heads().put(id, id + "=9." + "0".repeat(32));
      user.ask(
              "POST",
              HistoryWorld.RESPONSES,
              "{\"model\":\"tiny\",\"input\":\"x\",\"conversation\":\"" + id + "\"}")
          .refused(409, "rolled-back");
      assertThat(world.world().figures())
          .contains("inference_requests{endpoint=responses, model=tiny, outcome=rolled-back} 1");
    }
  }

  /// No figure knows of keys.
  @Test
  void hasNothingByKey() throws Exception {
    try (GatewayWorld world = new KeyWorld().on(new MemoryStorage())) {
      world
          .post(
              GatewayWorld.CHAT,
              ASKED,
              Map.of(
                  "content-type",
                  "application/json",
                  "x-api-key",
                  "sr-0123456789abcdef-" + "k".repeat(43)))
          .refused(401, "key-unknown");
      assertThat(world.figures())
          .containsExactly(REQUESTS + "key-unknown} 1")
          .noneMatch(line -> line.contains("0123456789abcdef"));
    }
  }
}
