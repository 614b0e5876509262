// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.model.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/ai.md` tells its readers to type on a laptop: a model inside a simulated enclave, and
/// unmodified clients that it answers.
@Timeout(300)
class LaptopTest {
  private static final Pattern WALK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final String STRONGROOM = "./strongroom ";
  private static final int TOKENS = 24;
  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir private static Path folder;
  private static ModelUp up;
  private static AiProcess ai;

  @BeforeAll
  static void walk() throws Exception {
    Matcher walk = WALK.matcher(Files.readString(Path.of("..", "docs", "ai.md")));
    assertThat(walk.find()).isTrue();
    for (String line : walk.group(1).lines().toList()) {
      assertThat(line).startsWith(STRONGROOM);
      typed(List.of(line.substring(STRONGROOM.length()).split(" +")));
    }
  }

  private static void typed(List<String> words) throws Exception {
    switch (words.getFirst()) {
      case "model" -> {
        try (StandingCommand made =
            StandingCommand.start(folder, StandingCommand.NEVER, List.of(), words)) {
          assertThat(made.process().exitValue()).as(made.complaints()).isZero();
        }
      }
      case "up" -> {
        up = ModelUp.start(folder, words.subList(1, words.size()));
        assertThat(up.address()).as(up.command().complaints()).isNotEmpty();
      }
      case "ai" -> {
        List<String> more = new ArrayList<>(List.of(up.address()));
        more.addAll(words.subList(1, words.size()));
        more.addAll(List.of("--receipts", "receipts", "--receipts-with-content"));
        ai = AiProcess.start(folder, more.toArray(String[]::new));
        assertThat(ai.uri().toString()).as(ai.screen()).isNotEmpty();
      }
      default -> throw new IllegalStateException("a command that this test can't type: " + words);
    }
  }

  @AfterAll
  static void stop() {
    if (ai != null) {
      ai.close();
    }
    if (up != null) {
      up.close();
    }
  }

  private static Path file() {
    return folder.resolve("tiny.gguf");
  }

  private static Path state() {
    return folder.resolve("home/.local/state/strongroom");
  }

  private static String sha256() throws IOException {
    return OfferedContent.of(file()).sha256().hex();
  }

  /// Asks until the enclave is back.
  private static NpmClients.Answer answered(NpmClients clients) throws Exception {
    return eventually(() -> {
      NpmClients.Answer answer = clients.ask("counted", ai.uri(), "tiny");
      return answer.end().equals("complete") ? answer : null;
    });
  }

  private static <T> T eventually(Callable<T> attempt) throws Exception {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (System.currentTimeMillis() < end) {
      T found = attempt.call();
      if (found != null) {
        return found;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not within a minute; " + up.command().complaints());
  }

  @Test
  void saysWhatIsServedAndWhatToTypeNext() throws Exception {
    assertThat(up.command().screen())
        .contains(
            "SIMULATED", "  model        tiny: tiny.gguf, llama", "  weights      " + sha256())
        .contains("\n  ./strongroom ai " + up.address() + "\n");
    assertThat(Files.readString(state().resolve("enclave.json"))).contains(sha256());
    assertThat(ai.screen()).contains("SIMULATED", "attested-channel");
    assertThat(up.command().complaints()).as("native access").doesNotContain("restricted method");
  }

  @Test
  void anUnmodifiedClientStreamsCountsAndGetsAReceipt() throws Exception {
    try (NpmClients clients = NpmClients.start()) {
      NpmClients.Answer first = answered(clients);
      assertThat(first.pieces()).hasSizeGreaterThan(1);
      assertThat(first.tokens().orElseThrow()).isBetween(1, TOKENS);
      assertThat(answered(clients)).as("by the same seed").isEqualTo(first);
      assertThat(clients.ask("models", ai.uri(), "-").pieces()).containsExactly("tiny");
      // Those of two more interfaces, with an answer of any length.
      assertThat(clients.ask("response", ai.uri(), "tiny").end()).isEqualTo("complete");
      assertThat(clients.ask("message", ai.uri(), "tiny").end()).isEqualTo("complete");
      NpmClients.Answer none = clients.ask("chat", ai.uri(), "other");
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.code()).isEqualTo("model-not-found");
      String weights = sha256();
      InferenceStatement counted =
          eventually(() -> {
            for (KeptReceipt kept : KeptReceipt.in(folder.resolve("receipts"))) {
              InferenceStatement statement = kept.statement();
              if ("7".equals(statement.sampling().get("seed"))) {
                assertThat(statement.usage().orElseThrow().output())
                    .isEqualTo(first.tokens().getAsInt());
                ReceiptVerdict verdict = kept.verdict(state().resolve("receipt-policy.json"));
                assertThat(verdict.accepted()).as(String.valueOf(verdict.checks())).isTrue();
                return statement;
              }
            }
            return null;
          });
      assertThat(counted.model()).isEqualTo("tiny");
      assertThat(counted.backend().kind()).isEqualTo("embedded");
      assertThat(counted.backend().weights().orElseThrow().hex()).isEqualTo(weights);
      assertThat(counted.response().complete()).isTrue();
      assertThat(counted.sampling()).containsEntry("seed", "7");
    }
  }

  @Test
  void langchain4jGetsTheSameAnswerAgain() throws Exception {
    OpenAiChatModel model =
        OpenAiChatModel.builder()
            .baseUrl(ai.uri().toString())
            .apiKey("any")
            .modelName("tiny")
            .seed(7)
            .maxTokens(TOKENS)
            .maxRetries(0)
            .build();
    String answer =
        eventually(() -> {
          try {
            return model.chat("Hi");
          } catch (RuntimeException e) {
            return null; // Another test may have killed the enclave just before.
          }
        });
    assertThat(answer).isNotEmpty();
    assertThat(model.chat("Hi")).isEqualTo(answer);
  }

  @Test
  void anEnclaveThatWasKilledServesAgain() throws Exception {
    try (NpmClients clients = NpmClients.start()) {
      NpmClients.Answer before = answered(clients);
      up.killEnclave();
      assertThat(answered(clients)).isEqualTo(before);
    }
  }

  @Test
  void weightsThatWereChangedMeanwhileAreRefusedAndShown() throws Exception {
    byte[] weights = Files.readAllBytes(file());
    try (NpmClients clients = NpmClients.start()) {
      NpmClients.Answer before = answered(clients);
      byte[] tampered = weights.clone();
      tampered[tampered.length / 2] ^= 1;
      Files.write(file(), tampered);
      up.killEnclave();
      String shown =
          eventually(() -> {
            String complaints = up.command().complaints();
            return complaints.contains("the enclave can't start") ? complaints : null;
          });
      assertThat(shown).contains("the enclave failed: back end inside: content-differs");
      NpmClients.Answer refused = clients.ask("counted", ai.uri(), "tiny");
      assertThat(refused.end()).isEqualTo("error");
      assertThat(refused.status()).isEqualTo(502);
      assertThat(refused.pieces()).isEmpty();
      Files.write(file(), weights);
      assertThat(answered(clients)).isEqualTo(before);
    } finally {
      Files.write(file(), weights);
    }
  }

  @Test
  void saysWhichArchitectureTheEngineDoesntRun() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    String text = new String(TinyModel.synthesise(1).toByteArray(), StandardCharsets.ISO_8859_1);
    Files.write(
        other.resolve("strange.gguf"),
        text.replace("llama", "lxama").getBytes(StandardCharsets.ISO_8859_1));
    try (ModelUp refused = ModelUp.start(other, List.of("--model", "strange.gguf"))) {
      assertThat(refused.command().process().exitValue()).isEqualTo(2);
      assertThat(refused.command().complaints())
          .contains("weights-unusable", "strange.gguf is a model of the architecture lxama");
    }
  }
}
