// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.strongroom.enclave.inference.engine.ChatMessage;
import dev.strongroom.enclave.inference.engine.Embedding;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.inference.engine.Generated;
import dev.strongroom.enclave.inference.engine.Generated.End;
import dev.strongroom.enclave.inference.engine.Generation;
import dev.strongroom.enclave.inference.engine.PieceSink;
import dev.strongroom.enclave.inference.engine.Sampling;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// llama.cpp with the tiny model.
@Timeout(120)
class LlamaEngineTest {
  @TempDir private static Path folder;
  private static Engine engine;

  @BeforeAll
  static void load() throws Exception {
    engine = Tiny.load(folder, 2, 64);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void saysWhatItIs() {
    assertThat(engine.facts().context()).isEqualTo(512);
    assertThat(engine.facts().vocabulary()).isEqualTo(298);
    assertThat(engine.facts().chat()).isTrue();
    assertThat(engine.facts().description()).contains("llama").contains("F16");
  }

  @Test
  void makesAPromptByTheModelsTemplate() throws Exception {
    String prompt =
        engine.prompt(List.of(new ChatMessage("system", "be"), new ChatMessage("user", "é?")));
    assertThat(prompt)
        .isEqualTo(
            """
            <|im_start|>system
            be<|im_end|>
            <|im_start|>user
            é?<|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void tokenisesMarkersAndBytes() throws Exception {
    assertThat(engine.tokenise("<|im_end|>")).containsExactly(1, 260);
    assertThat(engine.tokenise("é")).containsExactly(1, 261, Tiny.E_FIRST, Tiny.E_SECOND);
    assertThat(engine.tokenise("")).containsExactly(1);
  }

  @Test
  void sameSeedGivesTheSame() throws Exception {
    Tiny.Written first = Tiny.write(engine, "hello", 60, Tiny.seeded(7, Map.of()));
    assertThat(Tiny.write(engine, "hello", 60, Tiny.seeded(7, Map.of()))).isEqualTo(first);
    assertThat(Tiny.write(engine, "hello", 60, Tiny.seeded(8, Map.of()))).isNotEqualTo(first);
    assertThat(Tiny.write(engine, "hallo", 60, Tiny.seeded(7, Map.of()))).isNotEqualTo(first);
    assertThat(first.bytes().length()).isGreaterThan(20);
  }

  @Test
  void sameSeedGivesTheSameWhateverElseIsAsked() throws Exception {
    List<Tiny.Written> alone = new ArrayList<>();
    for (int seed = 0; seed < 16; seed++) {
      alone.add(Tiny.write(engine, "prompt " + seed, 40, Tiny.seeded(seed, Map.of())));
    }
    List<Callable<Tiny.Written>> calls = new ArrayList<>();
    for (int seed = 0; seed < 16; seed++) {
      int own = seed;
      calls.add(() -> Tiny.write(engine, "prompt " + own, 40, Tiny.seeded(own, Map.of())));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Tiny.Written> together = new ArrayList<>();
      for (Future<Tiny.Written> call : threads.invokeAll(calls)) {
        together.add(call.get());
      }
      assertThat(together).isEqualTo(alone);
    }
  }

  @Test
  void countsTokens() throws Exception {
    Map<Integer, Float> never = Map.of(Tiny.END, -100f);
    assertThat(Tiny.write(engine, "a", 1, Tiny.seeded(1, never)).end())
        .isEqualTo(new Generated(1, End.LENGTH));
    assertThat(Tiny.write(engine, "a", 33, Tiny.seeded(1, never)).end())
        .isEqualTo(new Generated(33, End.LENGTH));
    assertThat(Tiny.write(engine, "a", 33, Tiny.seeded(1, Map.of(Tiny.END, 100f))).end())
        .isEqualTo(new Generated(0, End.MODEL));
  }

  @Test
  void contextEndsIt() throws Exception {
    int prompt = engine.tokenise("hello").size();
    assertThat(Tiny.write(engine, "hello", 9999, Tiny.seeded(1, Map.of(Tiny.END, -100f))).end())
        .isEqualTo(new Generated(512 - prompt, End.LENGTH));
  }

  @Test
  void biasAndPenaltiesCount() throws Exception {
    Tiny.Written forced = Tiny.write(engine, "a", 4, Tiny.seeded(1, Map.of(Tiny.E_FIRST, 100f)));
    assertThat(forced.bytes().hex()).isEqualTo("c3c3c3c3");
    Tiny.Written greedy = Tiny.write(engine, "a", 64, Sampling.greedy());
    Sampling varied = new Sampling(0, 1, 0, 0, 0, 1.5f, 2, 2, Map.of());
    assertThat(distinct(Tiny.write(engine, "a", 64, varied))).isGreaterThan(distinct(greedy));
  }

  private static long distinct(Tiny.Written written) {
    return Arrays.asList(written.bytes().hex().split("(?<=\\G..)")).stream().distinct().count();
  }

  @Test
  void sinkEndsItAndTheSlotIsFree() throws Exception {
    AtomicInteger pieces = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      Generated end =
          engine.generate(
              new Generation(engine.tokenise("a"), 400, Tiny.seeded(1, Map.of(Tiny.END, -100f))),
              _ -> pieces.incrementAndGet() % 10 != 0);
      assertThat(end.end()).isEqualTo(End.SINK);
      assertThat(end.tokens()).isEqualTo(9);
    }
  }

  @Test
  void interruptionEndsIt() throws Exception {
    for (int i = 0; i < 4; i++) {
      CountDownLatch running = new CountDownLatch(1);
      AtomicReference<Throwable> ended = new AtomicReference<>();
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  engine.generate(endless(engine), slowly(running));
                } catch (EngineException | InterruptedException e) {
                  ended.set(e);
                }
              });
      running.await();
      thread.interrupt();
      thread.join();
      assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }
    assertThat(Tiny.write(engine, "a", 3, Sampling.greedy()).end().tokens()).isEqualTo(3);
  }

  private static Generation endless(Engine engine) throws EngineException {
    return new Generation(engine.tokenise("a"), 500, Tiny.seeded(1, Map.of(Tiny.END, -100f)));
  }

  private static PieceSink slowly(CountDownLatch running) {
    return _ -> {
      running.countDown();
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return true;
    };
  }

  @Test
  void tooManyAreRefused() throws Exception {
    try (Engine small = Tiny.load(folder, 1, 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch running = new CountDownLatch(1);
      Future<Generated> first =
          threads.submit(() -> small.generate(endless(small), slowly(running)));
      running.await();
      assertThat(refused(() -> Tiny.write(small, "a", 1, Sampling.greedy())))
          .isEqualTo(Problem.BUSY);
      first.cancel(true);
    }
  }

  @Test
  void closingEndsWhatIsUnderWay() throws Exception {
    Engine closed = Tiny.load(folder, 1, 1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch running = new CountDownLatch(1);
      Future<Problem> first =
          threads.submit(() -> refused(() -> closed.generate(endless(closed), slowly(running))));
      running.await();
      closed.close();
      assertThat(first.get()).isEqualTo(Problem.CLOSED);
      closed.close();
      assertThat(refused(() -> closed.tokenise("a"))).isEqualTo(Problem.CLOSED);
      assertThat(refused(() -> closed.embed("a"))).isEqualTo(Problem.CLOSED);
    }
  }

  @Test
  void placesOfTextsAreOfLengthOne() throws Exception {
    Embedding place = engine.embed("hello there");
    assertThat(place.values()).hasSize(64);
    assertThat(place.values().stream().mapToDouble(v -> v * v).sum()).isCloseTo(1, within(1e-5));
    assertThat(place.tokens()).isEqualTo(engine.tokenise("hello there").size());
    assertThat(engine.embed("hello there")).isEqualTo(place);
    assertThat(engine.embed("quite other").values()).isNotEqualTo(place.values());
  }

  @Test
  void namesWhatItCannotTake() throws Exception {
    assertThat(refused(() -> engine.prompt(List.of(new ChatMessage("user", "a\0b")))))
        .isEqualTo(Problem.INPUT);
    assertThat(refused(() -> Tiny.write(engine, "x".repeat(600), 1, Sampling.greedy())))
        .isEqualTo(Problem.TOO_LONG);
    assertThat(refused(() -> engine.tokenise("x".repeat(1 << 20)))).isEqualTo(Problem.TOO_LONG);
    assertThat(refused(() -> engine.prompt(List.of(new ChatMessage("user", "x".repeat(1 << 20))))))
        .isEqualTo(Problem.TOO_LONG);
    assertThat(refused(() -> engine.embed("x".repeat(600)))).isEqualTo(Problem.TOO_LONG);
    assertThat(refused(() -> write(List.of(), 1, Sampling.greedy()))).isEqualTo(Problem.INPUT);
    assertThat(refused(() -> write(List.of(298), 1, Sampling.greedy()))).isEqualTo(Problem.INPUT);
    assertThat(refused(() -> write(List.of(-1), 1, Sampling.greedy()))).isEqualTo(Problem.INPUT);
    assertThat(refused(() -> write(List.of(1), 0, Sampling.greedy()))).isEqualTo(Problem.INPUT);
    assertThat(refused(() -> write(List.of(1), 1, Tiny.seeded(1, Map.of(298, 1f)))))
        .isEqualTo(Problem.INPUT);
    assertThat(refused(() -> write(Collections.nCopies(512, 1), 1, Sampling.greedy())))
        .isEqualTo(Problem.TOO_LONG);
    assertThat(write(Collections.nCopies(511, 1), 9, Sampling.greedy()).tokens()).isEqualTo(1);
  }

  private static Generated write(List<Integer> prompt, int most, Sampling sampling)
      throws Exception {
    return engine.generate(new Generation(prompt, most, sampling), _ -> true);
  }

  @Test
  void extremeSamplingStaysFinite() throws Exception {
    for (float temperature : new float[] {0, Float.MIN_VALUE, 1e-4f, 0.001f, 2}) {
      for (float topP : new float[] {0, 1e-6f, 1}) {
        Sampling sampling =
            new Sampling(temperature, topP, 1, 1, -1, 0.5f, -2, -2, Map.of(5, 100f, 6, -100f));
        assertThat(write(List.of(1, 5, 6), 50, sampling).tokens()).isEqualTo(50);
      }
    }
  }

  @Test
  void namesWeightsThatAreNone() throws Exception {
    byte[] model = Files.readAllBytes(Tiny.file(folder));
    assertThat(loading("garbage", "hello".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Problem.WEIGHTS);
    assertThat(loading("cut", Arrays.copyOf(model, model.length / 2))).isEqualTo(Problem.WEIGHTS);
    assertThat(loading("empty", new byte[0])).isEqualTo(Problem.WEIGHTS);
    assertThat(
            refused(() ->
                new LlamaProvider().load(folder.resolve("none"), new EngineSettings(512, 1, 1, 0))))
        .isEqualTo(Problem.WEIGHTS);
    assertThat(
            refused(() ->
                new LlamaProvider().load(Tiny.file(folder), new EngineSettings(4096, 1, 1, 0))))
        .isEqualTo(Problem.WEIGHTS);
  }

  private static Problem loading(String name, byte[] content) throws Exception {
    Path file = Files.write(folder.resolve(name), content);
    return refused(() -> new LlamaProvider().load(file, new EngineSettings(512, 1, 1, 0)));
  }

  private static Problem refused(ThrowingCallable call) {
    EngineException refused = catchThrowableOfType(EngineException.class, call);
    assertThat(refused).isNotNull();
    return refused.problem();
  }
}
