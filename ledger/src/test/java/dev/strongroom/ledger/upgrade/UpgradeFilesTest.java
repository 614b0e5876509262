// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.upgrade;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Announcements, approvals and hand-overs: what they say, and what isn't one.
class UpgradeFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-11-23T08:00:00Z");
  private static final TestKey LOG = TestKey.of("log");
  private static final TestKey ANN = TestKey.of("ann");
  private static final String ORIGIN = "example.com/log";

  private static Bytes pcr(int digit) {
    return Bytes.fromHex(String.format("%02x", digit).repeat(48));
  }

  private static UpgradeAnnouncement announcement(Optional<Bytes> signer) {
    return new UpgradeAnnouncement(
        LOG.log(ORIGIN),
        Bytes.fromHex("aa".repeat(32)),
        new SuccessorImage(pcr(1), pcr(2), pcr(3), signer),
        Duration.ofDays(7),
        "fixes the parser");
  }

  private static UpgradeApproval approval() {
    return new UpgradeApproval(LOG.log(ORIGIN), announcement(Optional.empty()).digest(), 41, UNTIL);
  }

  private static SignedStatement<UpgradeStatement> signed(UpgradeStatement statement) {
    return new SignedStatement<>(
        statement,
        List.of(new OperatorSignature("ann", ANN.publicKey(), ANN.sign(statement.signed()))));
  }

  private static List<SignedStatement<UpgradeStatement>> requests() {
    return List.of(
        signed(announcement(Optional.empty())),
        signed(announcement(Optional.of(pcr(8)))),
        signed(approval()));
  }

  /// Signed by other people's means: the form must not change.
  @Test
  void saysWhatIsSigned() {
    assertThat(announcement(Optional.empty()).signed().asUtf8())
        .isEqualTo(
            "strongroom upgrade announcement v1\0{\"image\":{\"pcr0\":\""
                + pcr(1).hex()
                + "\",\"pcr1\":\""
                + pcr(2).hex()
                + "\",\"pcr2\":\""
                + pcr(3).hex()
                + "\"},\"log\":\""
                + LOG.log(ORIGIN).text()
                + "\",\"notice\":\"PT168H\",\"reason\":\"fixes the parser\",\"release\":\""
                + "aa".repeat(32)
                + "\",\"step\":\"announcement\",\"version\":1}");
    assertThat(approval().signed().asUtf8())
        .isEqualTo(
            "strongroom upgrade approval v1\0{\"announced\":41,\"announcement\":\""
                + announcement(Optional.empty()).digest().hex()
                + "\",\"log\":\""
                + LOG.log(ORIGIN).text()
                + "\",\"step\":\"approval\",\"until\":\"2026-11-23T08:00:00Z\",\"version\":1}");
  }

  @Test
  void readsWhatItWrote() throws Exception {
    for (SignedStatement<UpgradeStatement> request : requests()) {
      assertThat(SignedStatement.parse(UpgradeStatement.FORM, request.encoded()))
          .isEqualTo(request);
      StatementEntry<UpgradeStatement> entry =
          StatementEntry.of(UpgradeStatement.FORM, request, NOW);
      assertThat(StatementEntry.parse(UpgradeStatement.FORM, read(entry.leaf()))).isEqualTo(entry);
    }
    HandOverEntry asked =
        HandOverEntry.of(approval().digest(), 41, 57, Bytes.fromHex("ee".repeat(32)), NOW);
    assertThat(HandOverEntry.parse(read(asked.leaf()))).isEqualTo(asked);
  }

  private static Entry read(Leaf.Open leaf) throws Exception {
    return Entry.parse(((Leaf.Open) Leaf.parse(leaf.encoded())).entry());
  }

  @Test
  void refusesEveryChangeOfAStatement() throws Exception {
    for (SignedStatement<UpgradeStatement> request : requests()) {
      String good = StatementEntry.of(UpgradeStatement.FORM, request, NOW).entry().text();
      String statement = CanonicalJson.text(request.statement().content());
      int start = good.indexOf(statement);
      for (int i = start; i < start + statement.length(); i++) {
        byte[] changed = Bytes.utf8(good).toByteArray();
        changed[i] ^= 0x02;
        assertThatThrownBy(() ->
                StatementEntry.parse(UpgradeStatement.FORM, Entry.parse(Bytes.copyOf(changed))))
            .as("byte %d", i)
            .isInstanceOf(MalformedLedgerException.class);
      }
    }
  }

  /// Whatever bytes come: a request, or that one exception.
  @Test
  void readsOrRefusesWhateverComes() {
    for (SignedStatement<UpgradeStatement> request : requests()) {
      byte[] good = request.encoded().toByteArray();
      for (int i = 0; i < good.length; i++) {
        for (int flip : new int[] {0x01, 0x10, 0x80}) {
          byte[] changed = good.clone();
          changed[i] ^= (byte) flip;
          readsOrRefuses(Bytes.copyOf(changed));
        }
        readsOrRefuses(Bytes.copyOf(good).slice(0, i));
      }
    }
    readsOrRefuses(Bytes.zeros(SignedStatement.MAX_LENGTH + 1));
  }

  private static void readsOrRefuses(Bytes bytes) {
    try {
      SignedStatement<UpgradeStatement> read = SignedStatement.parse(UpgradeStatement.FORM, bytes);
      assertThat(SignedStatement.parse(UpgradeStatement.FORM, read.encoded())).isEqualTo(read);
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"PT168H\"|\"P7D\"",
        "\"PT168H\"|\"-PT168H\"",
        "\"PT168H\"|\"PT0.5S\"",
        "\"PT168H\"|\"PT8761H\"",
        "\"fixes the parser\"|\"\"",
        "\"fixes the parser\"|\"two\\nlines\"",
        "\"step\":\"announcement\",\"version\":1|\"step\":\"announcement\",\"version\":2",
        "announcement|denial",
        "\"pcr2\"|\"pcr9\"",
      })
  void refusesOtherStatements(String part, String other) {
    String good = String.valueOf(signed(announcement(Optional.empty())).encoded().asUtf8());
    assertThat(good).contains(part);
    assertThatThrownBy(() ->
            SignedStatement.parse(UpgradeStatement.FORM, Bytes.utf8(good.replace(part, other))))
        .isInstanceOf(MalformedLedgerException.class);
  }

  /// Zeros are what every enclave in debug mode has.
  @ParameterizedTest
  @ValueSource(ints = {47, 48, 49})
  void knowsNoImageWithoutMeasurements(int length) {
    Bytes zeros = Bytes.zeros(length);
    assertThatThrownBy(() -> new SuccessorImage(zeros, pcr(2), pcr(3), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SuccessorImage(pcr(1), pcr(2), pcr(3), Optional.of(zeros)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsApprovedBeforeItIsAnnounced() {
    Bytes digest = approval().digest();
    assertThatThrownBy(() -> HandOverEntry.of(digest, 57, 57, digest, NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UpgradeApproval(LOG.log(ORIGIN), digest, -1, UNTIL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UpgradeApproval(LOG.log(ORIGIN), digest, 41, UNTIL.plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
