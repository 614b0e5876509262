// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.nitro.FakeMutations;
import dev.strongroom.attestation.nitro.Mutation;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Verdicts;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Remembered signatures save work and change nothing else.
class RememberedSignaturesTest {
  private static final FakeNitro NITRO = FakeNitro.create();
  private static final NitroPolicy POLICY = LenientPolicy.of(NITRO.anchor());

  private final CountingProvider counting = new CountingProvider(Providers.fastest());

  private Verifier verifier(int capacity) {
    return Verifier.create(
        SignatureProvider.of(counting).remembering(capacity), PathCache.ofCapacity(4));
  }

  private Verdict judge(Verifier verifier, Bytes evidence, Instant at) throws Exception {
    return verifier.explain(
        NitroDocument.parse(evidence), POLICY, Challenge.none(), AppraisalTime.at(at));
  }

  @Test
  void theSameEvidenceAgainCostsNoSignature() throws Exception {
    Verifier verifier = verifier(16);
    Bytes evidence = NITRO.document().issue();
    assertThat(judge(verifier, evidence, NITRO.time()).accepted()).isTrue();
    int before = counting.verified();
    assertThat(judge(verifier, evidence, NITRO.time()).accepted()).isTrue();
    assertThat(counting.verified()).isEqualTo(before);
  }

  @Test
  void datesAreJudgedAnew() throws Exception {
    Verifier verifier = verifier(16);
    Bytes evidence = NITRO.document().issue();
    judge(verifier, evidence, NITRO.time());
    Verdict later = judge(verifier, evidence, NITRO.time().plus(Duration.ofDays(100)));
    assertThat(later.accepted()).isFalse();
  }

  @Test
  void aBadSignatureIsComputedEachTime() throws Exception {
    Verifier verifier = verifier(16);
    FakeDocument document = NITRO.document();
    document.chain().leaf().signer(FakeNitro.p384());
    Bytes evidence = document.issue();
    assertThat(judge(verifier, evidence, NITRO.time()).accepted()).isFalse();
    int before = counting.verified();
    assertThat(judge(verifier, evidence, NITRO.time()).accepted()).isFalse();
    assertThat(counting.verified()).isGreaterThan(before);
  }

  /// Each mutation is judged with and without memory, after the memory has seen the good document.
  @Test
  void everyMutationIsJudgedAsWithoutMemory() throws Exception {
    Verifier with =
        Verifier.create(
            SignatureProvider.fastest().remembering(10_000), PathCache.ofCapacity(1000));
    Verifier without = Verifier.create(SignatureProvider.fastest(), PathCache.none());
    for (Mutation mutation : FakeMutations.all()) {
      mutation.explain(with);
    }
    for (Mutation mutation : FakeMutations.all()) {
      assertThat(mutation.explain(with).map(Verdicts::all))
          .as(mutation.name())
          .isEqualTo(mutation.explain(without).map(Verdicts::all));
    }
  }

  @Test
  void messageKeyAlgorithmAndCutsAllCount() throws Exception {
    KeyPair keys = FakeNitro.p384();
    Bytes message = Bytes.utf8("a message");
    Signature signing = Signature.getInstance("SHA384withECDSA");
    signing.initSign(keys.getPrivate());
    message.updateTo(signing);
    Bytes signature = Bytes.copyOf(signing.sign());
    SignatureProvider signatures = SignatureProvider.of(counting).remembering(4);
    assertThat(
            signatures.verify(
                SignatureAlgorithm.ECDSA_SHA384, keys.getPublic(), signature, message))
        .isTrue();
    assertThat(
            signatures.verify(
                SignatureAlgorithm.ECDSA_SHA384, keys.getPublic(), signature, message))
        .isTrue();
    assertThat(counting.verified()).isEqualTo(1);
    assertThat(
            signatures.verify(
                SignatureAlgorithm.ECDSA_SHA384_FIXED, keys.getPublic(), signature, message))
        .isFalse();
    assertThat(
            signatures.verify(
                SignatureAlgorithm.ECDSA_SHA384, FakeNitro.p384().getPublic(), signature, message))
        .isFalse();
    assertThat(
            signatures.verify(
                SignatureAlgorithm.ECDSA_SHA384,
                keys.getPublic(),
                signature,
                Bytes.utf8("another message")))
        .isFalse();
    assertThat(
            signatures.verify(
                SignatureAlgorithm.ECDSA_SHA384,
                keys.getPublic(),
                signature,
                message.slice(0, 4),
                message.slice(4, 9)))
        .as("the same bytes in two parts are the same message")
        .isTrue();
  }

  @Test
  void forgetsTheLeastUsed() throws Exception {
    Verifier verifier = verifier(2);
    List<Bytes> documents = NITRO.distinct(2);
    judge(verifier, documents.get(0), NITRO.time());
    judge(verifier, documents.get(1), NITRO.time());
    int before = counting.verified();
    judge(verifier, documents.get(0), NITRO.time());
    assertThat(counting.verified()).isGreaterThan(before);
    assertThatIllegalArgumentException().isThrownBy(() -> SignatureProvider.jdk().remembering(0));
  }
}
