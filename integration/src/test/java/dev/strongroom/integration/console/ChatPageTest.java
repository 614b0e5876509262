// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.integration.ai.ModelUp;
import dev.strongroom.integration.ai.StandingCommand;
import dev.strongroom.integration.console.Visitor.Seen;
import dev.strongroom.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A visitor of the page talks to a model inside an enclave that `strongroom up` runs.
@Timeout(180)
class ChatPageTest {
  private static final String WORDS = "Something that nobody else reads";
  private static final int TOKENS = 12;

  @TempDir private static Path folder;
  private static @Nullable ModelUp up;
  private static @Nullable Visitor visitor;

  @BeforeAll
  static void start() throws Exception {
    visitor = Visitor.start("chat.mjs");
    Files.write(folder.resolve("tiny.gguf"), TinyModel.synthesise(1).toByteArray());
    up = ModelUp.start(folder, List.of("--model", "tiny.gguf"));
    assertThat(up.address()).as(up.command().complaints()).isNotEmpty();
  }

  @AfterAll
  static void stop() throws IOException {
    if (visitor != null) {
      visitor.close();
    }
    if (up != null) {
      up.close();
    }
  }

  private static Seen does(String command, Map<String, ?> given) throws Exception {
    return Objects.requireNonNull(visitor).does(command, given);
  }

  private static Seen opened(Map<String, ?> more) throws Exception {
    Map<String, Object> given = new HashMap<>(more);
    given.put("url", "https://" + Objects.requireNonNull(up).address() + "/console/");
    return does("open", given);
  }

  private static Path written(String name) {
    return folder.resolve("home/.local/state/strongroom").resolve(name);
  }

  private static String policy() throws IOException {
    return Files.readString(written("policy.json"));
  }

  private static Seen said() throws Exception {
    return does("say", Map.of("words", WORDS, "most", TOKENS));
  }

  @Test
  void sendsNothingToAnEnclaveThatWasntAccepted() throws Exception {
    Seen unasked = opened(Map.of());
    assertThat(unasked.text("verdict")).startsWith("SIMULATED. REFUSED: path.root: ");
    assertThat(unasked.flag("offered")).isFalse();
    String pcr0 = policy().split("\"pcr0\": ?\"", 2)[1].substring(0, 96);
    String other = (pcr0.charAt(0) == '0' ? "1" : "0") + pcr0.substring(1);
    Seen refused = does("expect", Map.of("text", policy().replace(pcr0, other)));
    assertThat(refused.text("verdict")).startsWith("SIMULATED. REFUSED: policy.image: ");
    assertThat(refused.flag("offered")).isFalse();
    assertThat(refused.text("state")).startsWith("Nothing is sent: the evidence wasn't accepted");
    assertThat(refused.texts("requests")).noneMatch(asked -> asked.startsWith("POST"));
    // It was open, and isn't any more.
    assertThat(does("expect", Map.of("text", policy())).flag("offered")).isTrue();
    int asked = does("seen", Map.of()).texts("requests").size();
    Seen again = does("expect", Map.of("text", ""));
    assertThat(again.flag("offered")).isFalse();
    assertThat(again.texts("requests").subList(asked, again.texts("requests").size()))
        .noneMatch(one -> one.startsWith("POST"));
  }

  @Test
  void talksToTheModelAndChecksTheReceipt(@TempDir Path saved) throws Exception {
    opened(Map.of());
    Seen accepted = does("expect", Map.of("text", policy()));
    assertThat(accepted.text("verdict"))
        .isEqualTo("SIMULATED. ACCEPTED: genuine, and this policy.");
    assertThat(accepted.text("look")).contains("accepted");
    assertThat(accepted.flag("simulated")).isTrue();
    assertThat(accepted.texts("models")).containsExactly("tiny");

    Seen answer = said();
    // The tiny model may end before its first word.
    for (int i = 0; i < 5 && answer.text("said").isEmpty(); i++) {
      answer = said();
    }
    assertThat(answer.flag("broken")).as(answer.text("problem")).isFalse();
    assertThat(answer.text("said")).isNotEmpty();
    assertThat(answer.text("end")).matches("Complete, \\d+ tokens: the enclave ended it\\.");
    assertThat(answer.flag("readable")).as("the question could be read on the way").isFalse();
    assertThat(answer.number("whole")).isGreaterThan(1024);
    assertThat(answer.text("receipt"))
        .isEqualTo(
            "Receipt: SIMULATED. ACCEPTED: entered in the log, about this question and this"
                + " answer.");
    assertThat(answer.texts("checks"))
        .contains("passed log.inclusion", "passed inference.request", "passed inference.response")
        .contains("passed epoch.evidence", "passed inference.usage", "passed policy.model");
    assertThat(answer.texts("unproven")).noneMatch(words -> words.contains("anything beyond"));
    assertThat(answer.texts("complaints")).isEmpty();
    String picture = System.getProperty("strongroom.pictures", "target/pictures");
    Path file = Path.of(picture, "chat-light.png");
    does("picture", Map.of("file", file.toAbsolutePath().toString()));
    assertThat(file).isNotEmptyFile();

    assertThat(does("save", Map.of("folder", saved.toString())).texts("names")).hasSize(4);
    try (StandingCommand check =
        StandingCommand.start(
            folder,
            StandingCommand.NEVER,
            List.of(),
            List.of(
                "check",
                saved.toString(),
                "--policy",
                written("receipt-policy.json").toString()))) {
      assertThat(check.process().exitValue()).as(check.screen() + check.complaints()).isZero();
      assertThat(check.screen()).contains("SIMULATED");
    }
  }

  @Test
  void saysOfWhatWasSpoiledOnTheWayThatItIsNoAnswer() throws Exception {
    opened(Map.of());
    does("expect", Map.of("text", policy()));
    for (Map.Entry<String, String> one :
        Map.of(
                "cut", "(BROKEN OFF|NO ANSWER) \\(truncated: .*",
                "changed", "(BROKEN OFF|NO ANSWER) \\(not-opened: .*",
                "plain", "NO ANSWER \\(not-encrypted: .*")
            .entrySet()) {
      does("spoil", Map.of("how", one.getKey()));
      Seen answer = said();
      assertThat(answer.flag("broken")).isTrue();
      assertThat(answer.text("problem")).matches(one.getValue());
      assertThat(answer.text("said")).doesNotContain("forged");
      assertThat(answer.text("receipt")).doesNotContain("ACCEPTED");
      assertThat(answer.text("typed")).as("to be sent again").isEqualTo(WORDS);
      does("clear", Map.of());
    }
    Seen stopped = does("stop", Map.of("words", WORDS));
    assertThat(stopped.text("problem")).isEqualTo("NO ANSWER (stopped by you).");
    assertThat(stopped.text("typed")).isEqualTo(WORDS);
    assertThat(said().flag("broken")).isFalse();
  }

  @Test
  void axeFindsNothingSeriousInAConversation() throws Exception {
    opened(Map.of("dark", true, "width", 360, "bypass", true));
    does("expect", Map.of("text", policy()));
    Seen answer = said();
    assertThat(answer.flag("wide")).as("scrolls sideways").isFalse();
    Seen found = does("axe", Map.of());
    assertThat(found.texts("serious")).isEmpty();
    assertThat(found.number("passes")).isGreaterThan(15);
  }
}
