// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.RefusedReceiptException.Reason;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.NaiveTree;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.TestSigner;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CoseStatementTest {
  private static final NaiveTree TREE = NaiveTree.of(7);
  private static final Bytes ENTRY = Bytes.utf8("entry 3");
  private static final TestSigner ISSUER = TestSigner.create("issuer.example", KeyType.ED25519);
  private static final TestSigner LOG = TestSigner.create("log.example/1", KeyType.ED25519);
  private static final TestSigner LOG_2 = TestSigner.create("log.example/2", KeyType.ED25519);
  private static final CwtClaims CLAIMS = new CwtClaims("issuer.example", "file.txt");

  @Test
  void aStatementIsWrittenAsTheSpecificationSays() {
    String header =
        "a4"
            + "0127"
            + "036a746578742f706c61696e"
            + "0444"
            + String.format("%08x", ISSUER.key().id())
            + "0fa2016e6973737565722e6578616d706c65026866696c652e747874";
    Bytes signed =
        Bytes.fromHex("846a5369676e6174757265315831" + header + "40" + "47" + ENTRY.hex());
    assertThat(statement().encoded().hex())
        .isEqualTo(
            "d2845831" + header + "a0" + "47" + ENTRY.hex() + "5840" + ISSUER.sign(signed).hex());
  }

  @Test
  void aStatementWithReceiptsComesBackAndHolds() throws Exception {
    CoseStatement statement = statement().with(List.of(receipt(LOG_2), receipt(LOG)));
    CoseStatement parsed = CoseStatement.parse(statement.encoded());
    assertThat(parsed.encoded()).isEqualTo(statement.encoded());
    assertThat(parsed.payload()).isEqualTo(ENTRY);
    assertThat(parsed.contentType()).isEqualTo("text/plain");
    assertThat(parsed.claims()).isEqualTo(CLAIMS);
    assertThat(parsed.receipts()).hasSize(2);
    parsed.verify(ISSUER.key());
    assertThat(parsed.verify(ISSUER.key(), LOG.key())).containsExactly(TREE.root());
    assertThat(parsed.verify(ISSUER.key(), LOG_2.key())).containsExactly(TREE.root());
  }

  @Test
  void refusalsHaveNames() throws Exception {
    CoseStatement statement = CoseStatement.parse(statement().encoded());
    refused(Reason.NO_RECEIPT, () -> statement.verify(ISSUER.key(), LOG.key()));
    refused(
        Reason.NO_RECEIPT,
        () -> statement.with(List.of(receipt(LOG_2))).verify(ISSUER.key(), LOG.key()));
    refused(Reason.KEY, () -> statement.verify(LOG.key()));
    Bytes bad = LOG.sign(Bytes.utf8("anything"));
    CoseReceipt forged = CoseReceipt.of(LOG.key(), receipt(LOG).proof(), bad);
    refused(
        Reason.SIGNATURE,
        () -> statement.with(List.of(receipt(LOG), forged)).verify(ISSUER.key(), LOG.key()));
    CoseStatement other =
        CoseStatement.sign(ISSUER.key(), "text/plain", CLAIMS, Bytes.utf8("entry 4"), ISSUER::sign)
            .with(List.of(receipt(LOG)));
    refused(Reason.SIGNATURE, () -> other.verify(ISSUER.key(), LOG.key()));
    CoseStatement imposed =
        CoseStatement.sign(ISSUER.key(), "text/plain", CLAIMS, ENTRY, LOG::sign);
    refused(Reason.SIGNATURE, () -> imposed.verify(ISSUER.key()));
  }

  @Test
  void everyCutAndEveryFlippedBitIsRefused() {
    Bytes good = statement().with(List.of(receipt(LOG))).encoded();
    for (int length = 0; length < good.length(); length++) {
      Bytes cut = good.slice(0, length);
      assertThatThrownBy(() -> CoseStatement.parse(cut))
          .isInstanceOf(MalformedLedgerException.class);
    }
    for (int bit = 0; bit < good.length() * 8; bit++) {
      byte[] changed = good.toByteArray();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(
              () -> {
                CoseStatement parsed = CoseStatement.parse(Bytes.copyOf(changed));
                parsed.verify(ISSUER.key());
                // The place isn't signed: see CoseReceiptTest.
                Checkpoint checkpoint = new Checkpoint("o", 7, TREE.root(), List.of());
                parsed.receipts().getFirst().verify(parsed.payload(), LOG.key(), checkpoint);
              })
          .as("bit %d", bit)
          .isInstanceOfAny(MalformedLedgerException.class, RefusedReceiptException.class);
    }
  }

  @Test
  void envelopesThatAreOtherwiseAreRefused() {
    String good = statement().encoded().hex();
    String payload = "a047" + ENTRY.hex();
    for (String hex :
        List.of(
            good.substring(2),
            good + "00",
            good.replace(payload, "a0f6"),
            good.replace(payload, "a10101" + payload.substring(2)),
            good.replace(payload, "a119018a80" + payload.substring(2)),
            good.replace(payload, "a119018a8140" + payload.substring(2)),
            receipt(LOG).encoded().hex())) {
      assertThat(hex).isNotEqualTo(good);
      assertThatThrownBy(() -> CoseStatement.parse(Bytes.fromHex(hex)))
          .as(hex)
          .isInstanceOf(MalformedLedgerException.class);
    }
  }

  private static CoseStatement statement() {
    return CoseStatement.sign(ISSUER.key(), "text/plain", CLAIMS, ENTRY, ISSUER::sign);
  }

  private static CoseReceipt receipt(TestSigner log) {
    return CoseReceipt.of(
        log.key(),
        new InclusionProof(3, 7, TREE.path(3)),
        log.sign(CoseReceipt.signed(log.key(), TREE.root())));
  }

  private static void refused(Reason reason, ThrowingCallable check) {
    RefusedReceiptException refused = catchThrowableOfType(RefusedReceiptException.class, check);
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
  }
}
