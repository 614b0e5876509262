// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever is changed in a receipt that means anything is found out, also by a verifier that
/// remembers the good one.
class AnyChangeTest {
  private static final int SAMPLES = 3000;

  private static ReceiptPolicy policy;
  private static String json;
  private static Receipt receipt;
  private static ReceiptVerifier verifier;

  @BeforeAll
  static void build() throws MalformedLedgerException {
    FakeDeployment deployment = FakeDeployment.create();
    policy = deployment.policy().build();
    Receipt bare = deployment.receipt();
    Bytes signed =
        CoseReceipt.signed(
            FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN),
            bare.checkpoint().checkpoint().root());
    receipt =
        new ReceiptEdits(bare).anchors(List.of(), Optional.of(FakeDeployment.LOG_KEY.sign(signed)));
    json = receipt.json();
    verifier =
        ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(8)),
            ReceiptCache.ofCapacity(64, 64));
    assertThat(accepts(json)).isTrue();
  }

  private static boolean accepts(String text) {
    try {
      return verifier
          .explain(Receipt.parse(text), policy, Optional.empty(), FakeDeployment.NOW)
          .accepted();
    } catch (MalformedLedgerException e) {
      return false;
    }
  }

  private static boolean means(String text) {
    try {
      return !Receipt.parse(text).content().equals(receipt.content());
    } catch (MalformedLedgerException e) {
      return true;
    }
  }

  private static void check(String changed) {
    if (means(changed)) {
      assertThat(accepts(changed)).as(changed).isFalse();
    }
  }

  @Test
  void everyCharacterCounts() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    String some = "0aZ9/+=\"\\ {}[]:,\n—é";
    for (int i = 0; i < SAMPLES; i++) {
      int at = random.nextInt(json.length());
      char other = some.charAt(random.nextInt(some.length()));
      check(json.substring(0, at) + other + json.substring(at + 1));
      if (i % 4 == 0) {
        check(json.substring(0, at) + json.substring(at + 1));
        check(json.substring(0, at) + other + json.substring(at));
      }
    }
    assertThat(accepts(json)).isTrue();
  }

  /// A change that keeps it well-formed, in the places where most depends on few characters.
  @Test
  void everyDigitAndLetterOfTheShortMembersCounts() {
    int evidence = json.indexOf("\"evidence\"");
    int evidenceEnd = json.indexOf('\n', evidence);
    for (int at = 0; at < json.length(); at++) {
      char c = json.charAt(at);
      if ((at < evidence || at > evidenceEnd) && Character.isLetterOrDigit(c)) {
        char other = c == 'b' ? 'c' : c == '7' ? '8' : Character.isDigit(c) ? '7' : 'b';
        check(json.substring(0, at) + other + json.substring(at + 1));
      }
    }
    assertThat(accepts(json)).isTrue();
  }
}
