// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.consistency.Consistency;
import dev.strongroom.ledger.consistency.ForkProof;
import dev.strongroom.ledger.consistency.ViewComparison;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Any text as a receipt, an answer of the API, a fork's proof or a policy.
class ReceiptFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-21T18:00:00Z");
  private static final Bytes DIGEST = Bytes.zeros(32);

  private static final ReceiptVerifier VERIFIER =
      ReceiptVerifier.create(
          Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(8)),
          ReceiptCache.ofCapacity(8, 8));

  private static final ReceiptPolicy POLICY = policy();

  private static ReceiptPolicy policy() {
    try {
      return ReceiptPolicyFile.parse(Files.readString(Path.of("../examples/receipt-policy.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedPolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textGivesAVerdictOrMalformed(byte[] input) {
    Receipt receipt;
    try {
      receipt = Receipt.parse(Bytes.copyOf(input));
      assertThat(Receipt.parse(receipt.json()).json()).isEqualTo(receipt.json());
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    // Nothing under the genuine root's policy can be made by chance.
    ReceiptVerdict verdict = VERIFIER.explain(receipt, POLICY, Optional.of(DIGEST), NOW);
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.unproven()).isNotEmpty();
    Consistency itself = ViewComparison.compare(receipt, receipt, Optional.empty());
    assertThat(itself).isNotInstanceOf(Consistency.Fork.class);
  }

  @FuzzTest(maxDuration = "20s")
  void textGivesReceiptsOrMalformed(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      Manifest.parse(Bytes.copyOf(input));
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      CompactReceipt compact = CompactReceipt.parse(text);
      assertThat(CompactReceipt.parse(compact.json()).json()).isEqualTo(compact.json());
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textGivesAForkOrNone(byte[] input) {
    try {
      assertThat(ForkProof.parse(new String(input, StandardCharsets.UTF_8)).check()).isNotBlank();
    } catch (MalformedLedgerException | InvalidProofException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textGivesAPolicyOrMalformed(byte[] input) {
    try {
      assertThat(ReceiptPolicyFile.parse(new String(input, StandardCharsets.UTF_8)).logs())
          .isNotNull();
    } catch (MalformedPolicyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
