// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.consistency.ForkProof;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.TestKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a browser keeps of a log, and finds when the log doesn't continue it.
class LogMemoryTest {
  @TempDir private Path folder;

  private FakeDeployment small;
  private FakeDeployment grown;
  private FakeDeployment forked;

  @BeforeEach
  void build() throws Exception {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    for (Map.Entry<String, PageFile> file : Console.all().entrySet()) {
      String name = file.getKey().substring(Console.PATH.length());
      if (name.endsWith(".js")) {
        Path path = folder.resolve("page").resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue().text());
      }
    }
    Files.writeString(folder.resolve("page/package.json"), "{\"type\":\"module\"}");
    small = FakeDeployment.create();
    grown = entered(small, "one");
    forked = entered(small, "two");
  }

  private static FakeDeployment entered(FakeDeployment from, String word)
      throws MalformedLedgerException {
    FakeDeployment copy = from.copy();
    copy.log().add(Entry.of(FakeDeployment.members()), TestKey.of(word).secret());
    copy.log().fill(300);
    return copy;
  }

  @Test
  void keepsTheLatestOfALogThatGrows() throws Exception {
    List<JsonNode> seen = seen(Map.of(), List.of(step(small), step(grown), step(grown)));
    assertThat(said(seen.get(0)))
        .isEqualTo("not-applicable: this browser sees this log for the first time");
    assertThat(said(seen.get(1))).startsWith("passed: 1042 entries begin with the 741 ");
    assertThat(said(seen.get(2))).startsWith("passed: 1042 entries begin with the 1042 ");
    assertThat(seen.get(2).member("kept").text()).isEqualTo(grown.checkpoint().encoded());
  }

  @Test
  void keepsTheOlderOneOfALogThatIsRolledBack() throws Exception {
    List<JsonNode> seen = seen(Map.of(), List.of(step(grown), step(small), step(grown)));
    assertThat(said(seen.get(1)))
        .isEqualTo("failed: rolled back: the log has 741 entries, and had 1042");
    assertThat(said(seen.get(2))).as("also when it is shown again").isEqualTo(said(seen.get(1)));
    assertThat(seen.get(2).member("kept").text()).isEqualTo(grown.checkpoint().encoded());
    JsonNode file = JsonNode.parse(seen.get(2).member("file").member("text").text());
    assertThat(file.member("before").member("checkpoint").text())
        .isEqualTo(grown.checkpoint().encoded());
    assertThat(file.member("after").member("checkpoint").text())
        .isEqualTo(small.checkpoint().encoded());
  }

  /// Two trees of one size are a proof that the command judges as well.
  @Test
  void makesAProofOfAFork() throws Exception {
    JsonNode fork = seen(Map.of(), List.of(step(grown), step(forked))).getLast();
    assertThat(said(fork)).isEqualTo("failed: two roots for trees of 1042 leaves");
    assertThat(fork.member("file").member("name").text())
        .isEqualTo("log.example-strongroom.fork.json");
    ForkProof proof = ForkProof.parse(fork.member("file").member("text").text());
    assertThat(proof.check()).isNotEmpty();
    assertThat(proof.log()).isEqualTo(FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN));
  }

  @Test
  void findsAnotherPastInALongerTree() throws Exception {
    FakeDeployment longer = forked.copy();
    longer.log().fill(5);
    assertThat(said(seen(Map.of(), List.of(step(grown), step(longer))).getLast()))
        .isEqualTo("failed: the path leads to another root at size 1042");
  }

  /// Whoever can write into the browser's storage can't make a log look guilty.
  @Test
  void believesNothingThatTheLogDidntSign() throws Exception {
    String checkpoint = grown.checkpoint().encoded();
    String unsigned = checkpoint.replace("\n1042\n", "\n1043\n");
    Map<String, String> kept =
        Map.of(
            "name",
            "strongroom.log " + FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN).text(),
            "value",
            CanonicalJson.text(Map.of("checkpoint", unsigned, "seen", "x", "origin", "y")));
    JsonNode seen = seen(kept, List.of(step(small))).getFirst();
    assertThat(said(seen)).startsWith("not-applicable: this browser sees this log for the first");
    assertThat(seen.member("kept").text()).isEqualTo(small.checkpoint().encoded());
  }

  @Test
  void comparesAndKeepsNothingWhoseSignatureDoesntHold() throws Exception {
    Map<String, Object> step = new HashMap<>(step(small));
    step.put("checkpoint", small.checkpoint().encoded().replace("\n741\n", "\n740\n"));
    step.put("tiles", new ServedTree(small.log().encoded().subList(0, 740)).files());
    JsonNode seen = seen(Map.of(), List.of(step)).getFirst();
    assertThat(said(seen)).startsWith("not-applicable: its signatures don't hold");
    assertThat(seen.member("kept").anyText()).isEmpty();
  }

  private static String said(JsonNode seen) throws Exception {
    return seen.member("outcome").text() + ": " + seen.member("detail").text();
  }

  private static Map<String, Object> step(FakeDeployment deployment) throws Exception {
    Map<String, Object> key = new TreeMap<>();
    key.put("origin", FakeDeployment.ORIGIN);
    key.put("key", FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN).text());
    key.put("simulated", true);
    key.put("epoch", deployment.epoch().entry().content().value());
    return Map.of(
        "key", CanonicalJson.text(key),
        "checkpoint", deployment.checkpoint().encoded(),
        "tiles", new ServedTree(deployment.log().encoded()).files());
  }

  private List<JsonNode> seen(Map<String, String> kept, List<Map<String, Object>> steps)
      throws Exception {
    Map<String, Object> asked = new TreeMap<>();
    asked.put("steps", steps);
    if (!kept.isEmpty()) {
      asked.put("kept", kept);
    }
    String answer =
        BrowserVerifier.answers(
                folder.resolve("page"),
                folder,
                "log-memory.mjs",
                List.of(CanonicalJson.text(asked)))
            .getFirst();
    List<JsonNode> items = JsonNode.parse(answer).items();
    return new ArrayList<>(items);
  }
}
