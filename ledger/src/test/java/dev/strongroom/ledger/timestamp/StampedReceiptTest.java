// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import static dev.strongroom.ledger.fixtures.FakeDeployment.COSIGNED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.LedgerCheck;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptPolicy.TimeWindow;
import dev.strongroom.ledger.verification.ReceiptReason;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.tsp.TimeStampRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Receipts with time-stamps of an authority.
class StampedReceiptTest {
  private static final Instant STAMPED = COSIGNED.minusSeconds(20);

  private static TestAuthority authority;
  private static FakeDeployment deployment;
  private static Receipt receipt;

  @BeforeAll
  static void build() throws Exception {
    deployment = FakeDeployment.create();
    receipt = deployment.receipt();
    authority = TestAuthority.create();
  }

  private static Bytes token(TestAuthority by, Bytes text, Instant at) throws Exception {
    TimestampRequest request = new TimestampRequest(TestAuthority.sha256(text), Optional.empty());
    return TimestampToken.ofResponse(
            by.response(new TimeStampRequest(request.encoded().toByteArray()), at))
        .encoded();
  }

  private static Bytes good() throws Exception {
    return token(authority, Bytes.utf8(receipt.checkpoint().note().text()), STAMPED);
  }

  private static ReceiptPolicy.Builder policy() throws Exception {
    return deployment
        .policy()
        .requireTimestamps(
            List.of(new TrustAnchor("TSA", TestAuthority.pin(authority.certificate), false)));
  }

  private static ReceiptVerdict judge(ReceiptPolicy policy, Instant now, Bytes... tokens) {
    List<Anchor> anchors = Stream.of(tokens).<Anchor>map(Anchor.Rfc3161::new).toList();
    return FakeDeployment.verifier()
        .explain(
            new ReceiptEdits(receipt).anchors(anchors, Optional.empty()),
            policy,
            Optional.empty(),
            now);
  }

  private static void refuses(String code, Bytes... tokens) throws Exception {
    ReceiptVerdict verdict = judge(policy().build(), NOW, tokens);
    LedgerCheck failure = verdict.firstFailure().orElseThrow();
    assertThat(failure.name()).isEqualTo("anchor.rfc3161");
    assertThat(failure.reason()).extracting(ReceiptReason::code).isEqualTo(code);
  }

  @Test
  void showsThatTheCheckpointExisted() throws Exception {
    ReceiptPolicy policy =
        policy()
            .ignoreWitnesses("the authority is enough")
            .requireTime(new TimeWindow(Optional.empty(), Optional.of(COSIGNED)))
            .build();
    ReceiptVerdict verdict = judge(policy, NOW, good());
    assertThat(verdict.firstFailure()).isEmpty();
    assertThat(verdict.time().notAfter().orElseThrow().time()).isEqualTo(STAMPED.plusMillis(1500));
    assertThat(verdict.time().notAfter().orElseThrow().vouchedBy()).contains("Test authority");
  }

  @Test
  void theEarliestWordCounts() throws Exception {
    assertThat(judge(policy().build(), NOW, good()).time().notAfter().orElseThrow().time())
        .isEqualTo(STAMPED.plusMillis(1500));
    Bytes later =
        token(
            authority,
            Bytes.utf8(receipt.checkpoint().note().text()),
            COSIGNED.plus(Duration.ofMinutes(5)));
    assertThat(judge(policy().build(), NOW, later).time().notAfter().orElseThrow().time())
        .isEqualTo(COSIGNED.plusSeconds(2));
  }

  @Test
  void oneGoodStampIsEnough() throws Exception {
    ReceiptVerdict verdict = judge(policy().build(), NOW, Bytes.utf8("rubbish"), good());
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("anchor.rfc3161").orElseThrow().lines()).hasSize(2);
  }

  @Test
  void refusesWhatShowsNothing() throws Exception {
    Bytes text = Bytes.utf8(receipt.checkpoint().note().text());
    refuses("timestamp-missing");
    refuses("timestamp-wrong", Bytes.utf8("rubbish"));
    refuses("timestamp-wrong", token(authority, Bytes.utf8("another text"), STAMPED));
    refuses("timestamp-wrong", token(TestAuthority.create(), text, STAMPED));
    refuses("timestamp-wrong", token(authority, text, NOW.plus(Duration.ofMinutes(6))));
    byte[] altered = good().toByteArray();
    altered[altered.length - 1] ^= 1;
    refuses("timestamp-wrong", Bytes.copyOf(altered));
  }

  @Test
  void looksAtNoneThatThePolicyIgnores() {
    ReceiptVerdict verdict = judge(deployment.policy().build(), NOW, Bytes.utf8("rubbish"));
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("anchor.rfc3161").orElseThrow().detail()).startsWith("ignored");
  }
}
