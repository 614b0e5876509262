// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.witness.sqlite.SqliteWitnessStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A state that can't be written, or isn't one.
class FailingStoreTest {
  private static final TestLog LOG = TestLog.of("log.example");

  @TempDir private Path folder = Path.of("");

  private static Refusal why(WitnessReply reply) {
    assertThat(reply).isInstanceOf(WitnessReply.Refused.class);
    return ((WitnessReply.Refused) reply).why();
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.sqlite"));
  }

  @Test
  void signsNothingWhileSomebodyElseHoldsTheFile() throws Exception {
    try (TestWitness witness = TestWitness.open(folder, "w", new TestClock(), LOG)) {
      witness.cosigns(LOG.request(0, 1));
      try (Connection holder = connect();
          Statement statement = holder.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThat(why(witness.ask(LOG.request(1, 2)))).isEqualTo(Refusal.STORE);
        statement.execute("ROLLBACK");
      }
      assertThat(witness.incidents).extracting(Incident::kind).containsExactly(Incident.Kind.STORE);
      assertThat(witness.witness.logs().getFirst().size()).isEqualTo(1);
      witness.cosigns(LOG.request(1, 2));
    }
  }

  @Test
  void whatIsAnsweredIsWrittenAlready() throws Exception {
    try (TestWitness witness = TestWitness.open(folder, "w", new TestClock(), LOG);
        Connection other = connect();
        Statement statement = other.createStatement()) {
      for (long size = 1; size <= 200; size++) {
        witness.cosigns(LOG.request(size - 1, size));
        try (ResultSet rows = statement.executeQuery("SELECT size FROM log")) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getLong(1)).isEqualTo(size);
        }
      }
    }
  }

  @Test
  void refusesADamagedState() throws Exception {
    try (TestWitness witness = TestWitness.open(folder, "w", new TestClock(), LOG)) {
      witness.cosigns(LOG.request(0, 1));
    }
    for (String damage : List.of("DELETE FROM clock", "UPDATE log SET note = 'no note'")) {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate(damage);
      }
      try (TestWitness witness = TestWitness.open(folder, "w", new TestClock(), LOG)) {
        assertThat(why(witness.ask(LOG.request(1, 2)))).as(damage).isEqualTo(Refusal.STORE);
      }
    }
  }

  @Test
  void theFileItselfRefusesToGoBack() throws Exception {
    try (TestWitness witness = TestWitness.open(folder, "w", new TestClock(), LOG)) {
      witness.cosigns(LOG.request(0, 3));
    }
    try (WitnessStore store = SqliteWitnessStore.open(folder.resolve("state.sqlite"))) {
      LogState last = store.logs().getFirst();
      LogState smaller = new LogState(last.origin(), 2, LOG.root(2), LOG.note(2), last.time());
      LogState earlier =
          new LogState(last.origin(), 4, LOG.root(4), LOG.note(4), last.time().minusSeconds(1));
      for (LogState back : List.of(smaller, earlier)) {
        assertThatThrownBy(() ->
                store.decide(records -> {
                  records.cosigned(back);
                  return true;
                }))
            .isInstanceOf(WitnessStoreException.class)
            .hasMessageContaining("gone back");
        assertThat(store.logs()).containsExactly(last);
      }
    }
  }

  @Test
  void refusesFilesOfOthers() throws Exception {
    Path other = folder.resolve("other.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE theirs (a INTEGER)");
    }
    Path text = Files.writeString(folder.resolve("text"), "no database ".repeat(100));
    for (Path file : List.of(other, text, folder.resolve("none/state.sqlite"))) {
      assertThatThrownBy(() -> SqliteWitnessStore.open(file))
          .as(file.toString())
          .isInstanceOf(WitnessStoreException.class);
    }
  }
}
