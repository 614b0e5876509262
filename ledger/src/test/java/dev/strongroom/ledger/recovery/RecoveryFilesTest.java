// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Statements, requests, reports and entries of a recovery: what they say, and what isn't one.
class RecoveryFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T18:00:00Z");
  private static final TestKey LOG = TestKey.of("log");
  private static final TestKey ANN = TestKey.of("ann");
  private static final Bytes ROOT = Bytes.fromHex("ab".repeat(32));
  private static final String ORIGIN = "example.com/log";

  private static LostState lost() {
    return new LostState(LOG.log(ORIGIN), 120, ROOT, Map.of("w1", 150L, "w2", 140L), NOW);
  }

  private static SignedStatement<RecoveryStatement> request() {
    RecoveryStatement statement = new RecoveryStatement(lost(), "the disk broke");
    return new SignedStatement<>(
        statement,
        List.of(new OperatorSignature("ann", ANN.publicKey(), ANN.sign(statement.signed()))));
  }

  private static RefusalReport report() {
    List<String> names = List.of("ann", "bob");
    return new RefusalReport(lost(), 2, names, LOG.sign(RefusalReport.signed(lost(), 2, names)));
  }

  @Test
  void namesGenerations() {
    Generation first = Generation.of(ORIGIN).orElseThrow();
    assertThat(first.number()).isZero();
    Generation third = first.next().next().next();
    assertThat(third.origin()).isEqualTo("example.com/log/recovered/3");
    assertThat(Generation.of(third.origin())).contains(third);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/recovered/1/recovered/1",
        "a/recovered/101",
        "a/recovered/999",
        "a/recovered/2/recovered/1"
      })
  void knowsNoOtherGenerations(String origin) {
    assertThat(Generation.of(origin)).isEmpty();
  }

  /// Signed once by other people's means: the form must not change.
  @Test
  void saysWhatIsSigned() {
    assertThat(request().statement().signed().asUtf8())
        .isEqualTo(
            "strongroom ledger recovery v1\0{\"generation\":1,\"log\":\""
                + LOG.log(ORIGIN).text()
                + "\",\"observed\":\"2026-11-21T18:00:00Z\",\"origin\":"
                + "\"example.com/log/recovered/1\",\"reason\":\"the disk broke\",\"root\":\""
                + ROOT.hex()
                + "\",\"size\":120,\"version\":1,\"witnesses\":{\"w1\":150,\"w2\":140}}");
  }

  @Test
  void readsWhatItWrote() throws Exception {
    assertThat(SignedStatement.parse(RecoveryStatement.FORM, request().encoded()))
        .isEqualTo(request());
    assertThat(RefusalReport.parse(report().encoded())).isEqualTo(report());
    StatementEntry<RecoveryStatement> entry =
        StatementEntry.of(RecoveryStatement.FORM, request(), NOW);
    assertThat(
            StatementEntry.parse(
                RecoveryStatement.FORM,
                Entry.parse(((Leaf.Open) Leaf.parse(entry.leaf().encoded())).entry())))
        .isEqualTo(entry);
    assertThat(entry.statement().lost().cosigned()).isEqualTo(150);
  }

  @Test
  void anOperatorSignsOnce() {
    OperatorSignature ann = request().signatures().getFirst();
    assertThat(request().with(ann)).isEqualTo(request());
    assertThatThrownBy(() -> new SignedStatement<>(request().statement(), List.of(ann, ann)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesEveryChangeOfAReport() {
    byte[] good = report().encoded().toByteArray();
    for (int i = 0; i < good.length; i++) {
      byte[] changed = good.clone();
      changed[i] ^= 0x02;
      assertThatThrownBy(() -> RefusalReport.parse(Bytes.copyOf(changed)))
          .as("byte %d", i)
          .isInstanceOf(MalformedLedgerException.class);
    }
  }

  @Test
  void refusesEveryChangeOfAnEntryButItsTimeAndNames() throws Exception {
    String good = StatementEntry.of(RecoveryStatement.FORM, request(), NOW).entry().text();
    String statement = CanonicalJson.text(request().statement().content());
    int start = good.indexOf(statement);
    for (int i = start; i < start + statement.length(); i++) {
      byte[] changed = Bytes.utf8(good).toByteArray();
      changed[i] ^= 0x02;
      assertThatThrownBy(() ->
              StatementEntry.parse(RecoveryStatement.FORM, Entry.parse(Bytes.copyOf(changed))))
          .as("byte %d", i)
          .isInstanceOf(MalformedLedgerException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"generation\":1>\"generation\":2",
        "/recovered/1>/recovered/2",
        "\"size\":120>\"size\":140",
        "\"size\":120>\"size\":-1",
        "\"size\":120>\"size\":1e2",
        "\"w2\":140>\"w2\":120",
        "{\"w1\":150,\"w2\":140}>{}",
        "\"reason\":\"the disk broke\">\"reason\":\" \"",
        "\"reason\":\"the disk broke\">\"reason\":\"a\\nb\"",
        "\"reason\":\"the disk broke\">\"reason\":\"a\u202eb\"",
        "\"version\":1,\"witnesses\">\"version\":2,\"witnesses\"",
        "\"size\":120>\"more\":1,\"size\":120",
        "\"size\":120,>",
        "T18:00:00Z>T18:00:00.0Z",
        "\"operator\":\"ann\">\"operator\":\"\"",
        "abababab>ABABABAB"
      })
  void refusesRequestsThatCantBe(String change) {
    String[] parts = change.split(">", -1);
    String good = String.valueOf(request().encoded().asUtf8());
    assertThat(good).contains(parts[0]);
    assertThatThrownBy(() ->
            SignedStatement.parse(
                RecoveryStatement.FORM, Bytes.utf8(good.replace(parts[0], parts[1]))))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void refusesRequestsThatAreTooLong() {
    Bytes spaces =
        Bytes.utf8(request().encoded().asUtf8() + " ".repeat(SignedStatement.MAX_LENGTH));
    assertThatThrownBy(() -> SignedStatement.parse(RecoveryStatement.FORM, spaces))
        .isInstanceOf(MalformedLedgerException.class);
  }
}
