// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.AddCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedLogsTest {
  private static final TestLog ONE = TestLog.of("log.example/one");
  private static final TestLog TWO = TestLog.of("log.example/two");
  private static final VerifierKey COSIGNER =
      new VerifierKey("w", KeyType.COSIGNATURE_ED25519, Bytes.zeros(32));

  @TempDir private Path folder = Path.of("");

  private Path write(String text) throws Exception {
    // As editors and operators' tools do: a new file takes the old one's place.
    Path written = Files.writeString(folder.resolve("new"), text);
    return Files.move(written, folder.resolve("logs"), StandardCopyOption.REPLACE_EXISTING);
  }

  private AllowedLogs fromFile(String text) throws Exception {
    return AllowedLogs.of(List.of(), Optional.of(write(text)), Set.of());
  }

  @Test
  void readsKeysAndPolicies() throws Exception {
    AllowedLogs logs =
        fromFile(
            "# logs\n\n  "
                + ONE.key().text()
                + "  \n\tlog\t"
                + TWO.key().text()
                + " https://two.example\nwitness w "
                + COSIGNER.text()
                + "\ngroup g any w\nquorum g\n");
    assertThat(logs.keys(ONE.origin())).containsExactly(ONE.key());
    assertThat(logs.keys(TWO.origin())).containsExactly(TWO.key());
    assertThat(logs.keys("w")).isEmpty();
    assertThat(fromFile("").keys(ONE.origin())).isEmpty();
  }

  @Test
  void takesSeveralKeysOfOneLog() throws Exception {
    TestLog renewed = TestLog.of(ONE.origin());
    AllowedLogs logs =
        AllowedLogs.of(
            List.of(ONE.key().text()),
            Optional.of(write(renewed.key().text() + "\n" + ONE.key().text())),
            Set.of());
    assertThat(logs.keys(ONE.origin())).containsExactly(ONE.key(), renewed.key());
  }

  @Test
  void refusesAnythingElse() {
    String key = ONE.key().text();
    for (String text :
        List.of(
            "nonsense",
            "log",
            "log  ",
            "log nonsense",
            key + " https://one.example",
            "log " + key + " https://one.example more",
            "logs " + key,
            key.replace("+", " "),
            COSIGNER.text(),
            key + "\r\n",
            "witness")) {
      assertThatThrownBy(() -> fromFile(text))
          .as(text)
          .isInstanceOf(UnreadableLogsException.class)
          .hasMessageContaining("line 1");
    }
    assertThatThrownBy(() -> AllowedLogs.of(List.of(COSIGNER.text()), Optional.empty(), Set.of()))
        .isInstanceOf(MalformedLedgerException.class);
    assertThatThrownBy(
            () -> AllowedLogs.of(List.of(), Optional.of(folder.resolve("none")), Set.of()))
        .isInstanceOf(UnreadableLogsException.class);
  }

  @Test
  void readsAFileAgainThatHasChanged() throws Exception {
    AllowedLogs logs = fromFile(ONE.key().text());
    write(TWO.key().text());
    assertThat(logs.keys(ONE.origin())).isEmpty();
    assertThat(logs.keys(TWO.origin())).containsExactly(TWO.key());
  }

  @Test
  void knowsNoLogWhileTheListIsUnreadable() throws Exception {
    AllowedLogs logs = fromFile(ONE.key().text());
    try (TestWitness witness = TestWitness.open(folder.resolve("w"), "w", new TestClock(), logs)) {
      witness.cosigns(ONE.request(0, 1));
      write(ONE.key().text() + "\noops");
      AddCheckpoint next = ONE.request(1, 2);
      for (int i = 0; i < 2; i++) {
        assertThat(witness.ask(next))
            .isEqualTo(new WitnessReply.Refused(Refusal.LOGS, "the list of logs can't be read"));
      }
      Files.delete(folder.resolve("logs"));
      assertThat(witness.ask(next)).isInstanceOf(WitnessReply.Refused.class);
      assertThat(witness.incidents).hasSize(1);
      assertThat(witness.incidents.getFirst().detail()).contains("line 2");
      write(ONE.key().text());
      witness.cosigns(next);
    }
  }

  @Test
  void pinsTheFirstKeyThatSigns() throws Exception {
    AllowedLogs logs = AllowedLogs.of(List.of(), Optional.empty(), Set.of(ONE.origin()));
    TestLog thief = TestLog.of(ONE.origin());
    Optional<String> key = Optional.of(ONE.key().text());
    try (TestWitness witness = TestWitness.open(folder.resolve("w"), "w", new TestClock(), logs)) {
      Witness w = witness.witness;
      assertThat(why(w.addCheckpoint(ONE.body(0, 1), Optional.empty()))).isEqualTo(Refusal.NO_KEY);
      assertThat(why(w.addCheckpoint(thief.body(0, 1), key))).isEqualTo(Refusal.NOT_SIGNED);
      assertThat(why(w.addCheckpoint(ONE.body(0, 1), Optional.of(TWO.key().text()))))
          .isEqualTo(Refusal.MALFORMED);
      assertThat(why(w.addCheckpoint(TWO.body(0, 1), Optional.of(TWO.key().text()))))
          .isEqualTo(Refusal.UNKNOWN_LOG);
      // A proof that is wrong pins nothing.
      assertThat(w.addCheckpoint(thief.body(1, 2), Optional.of(thief.key().text())))
          .isEqualTo(new WitnessReply.Conflict(0));
      assertThat(w.addCheckpoint(ONE.body(0, 1), key)).isInstanceOf(WitnessReply.Cosigned.class);
      assertThat(witness.incidents)
          .containsExactly(new Incident(Incident.Kind.PINNED, "pinned " + ONE.key().text()));
    }
    try (TestWitness witness = TestWitness.open(folder.resolve("w"), "w", new TestClock(), logs)) {
      Witness w = witness.witness;
      assertThat(why(w.addCheckpoint(thief.body(1, 2), Optional.of(thief.key().text()))))
          .isEqualTo(Refusal.NOT_SIGNED);
      assertThat(w.addCheckpoint(ONE.body(1, 2), Optional.empty()))
          .isInstanceOf(WitnessReply.Cosigned.class);
    }
    // A key that is named takes precedence over the pinned one.
    try (TestWitness witness =
        TestWitness.open(folder.resolve("w"), "w", new TestClock(), TestWitness.knowing(thief))) {
      assertThat(witness.ask(thief.request(2, 3))).isInstanceOf(WitnessReply.Cosigned.class);
      assertThat(why(witness.ask(ONE.request(2, 3)))).isEqualTo(Refusal.NOT_SIGNED);
    }
  }

  private static Refusal why(WitnessReply reply) {
    assertThat(reply).isInstanceOf(WitnessReply.Refused.class);
    return ((WitnessReply.Refused) reply).why();
  }
}
