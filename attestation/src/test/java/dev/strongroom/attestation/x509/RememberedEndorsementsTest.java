// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.CountingProvider;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.nitro.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is remembered of endorsements are facts about bytes; all else is judged anew.
class RememberedEndorsementsTest {
  private static final Bytes SIGNER = Bytes.utf8("a key");
  private static final Instant LATER = FakeIntel.AT.plus(Duration.ofDays(365));

  private final RememberedPaths cache = new RememberedPaths(4);
  private final FakeIntel maker = FakeIntel.domain();

  private static Verdict judged(
      Verifier verifier, FakeIntel fake, Endorsements endorsements, TrustAnchor root, Instant at)
      throws Exception {
    return verifier.explain(
        Evidence.parse(fake.quote()),
        endorsements,
        DcapPolicies.of(EvidenceKind.TDX, root, DcapPolicies.lenientTerms().build()),
        Challenge.none(),
        AppraisalTime.at(at));
  }

  private boolean remembers(Bytes list, FakeIntel fake) throws Exception {
    for (Bytes issuer : fake.platform().issue()) {
      Bytes key = Certificate.parse(issuer).publicKeyInfo();
      if (cache.endorsements().signed(RevocationList.class, list, key)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void rememberedEndorsementsAreNotVerifiedAgain() throws Exception {
    CountingProvider counting = new CountingProvider(SignatureProvider.fastest().provider());
    Verifier verifier = Verifier.create(SignatureProvider.of(counting), cache);
    Endorsements given = maker.endorsements();
    assertThat(judged(verifier, maker, given, maker.anchor(), FakeIntel.AT).accepted()).isTrue();
    int first = counting.verified();
    assertThat(judged(verifier, maker, given, maker.anchor(), FakeIntel.AT).accepted()).isTrue();
    assertThat(counting.verified() - first)
        .as("PCK certificate, quoting enclave's report, quote")
        .isEqualTo(3)
        .isLessThan(first);
  }

  @Test
  void datesAreJudgedAnew() throws Exception {
    Verifier warm = Verifier.create(SignatureProvider.fastest(), cache);
    Verifier cold = Verifier.create(SignatureProvider.fastest(), PathCache.none());
    Endorsements given = maker.endorsements();
    assertThat(judged(warm, maker, given, maker.anchor(), FakeIntel.AT).accepted()).isTrue();
    Verdict late = judged(warm, maker, given, maker.anchor(), LATER);
    assertThat(late.accepted()).isFalse();
    assertThat(Verdicts.failures(late))
        .contains("tcb-info.validity endorsement-out-of-date")
        .contains("qe-identity.validity endorsement-out-of-date")
        .contains("pck.revocation endorsement-out-of-date");
    assertThat(Verdicts.all(late))
        .isEqualTo(Verdicts.all(judged(cold, maker, given, maker.anchor(), LATER)));
  }

  @Test
  void rootsAreJudgedAnew() throws Exception {
    Verifier warm = Verifier.create(SignatureProvider.fastest(), cache);
    TrustAnchor other = FakeIntel.domain().anchor();
    Endorsements given = maker.endorsements();
    assertThat(judged(warm, maker, given, maker.anchor(), FakeIntel.AT).accepted()).isTrue();
    assertThat(Verdicts.failures(judged(warm, maker, given, other, FakeIntel.AT)))
        .contains("pck.root untrusted-root", "tcb-signing.root untrusted-root");
  }

  @Test
  void nothingOfAnotherRootGetsIn() throws Exception {
    Verifier warm = Verifier.create(SignatureProvider.fastest(), cache);
    Endorsements given = maker.endorsements();
    TrustAnchor other = FakeIntel.domain().anchor();
    List<Bytes> lists = given.of(Endorsements.Type.REVOCATION_LIST);
    assertThat(judged(warm, maker, given, other, FakeIntel.AT).accepted()).isFalse();
    for (Bytes list : lists) {
      assertThat(remembers(list, maker)).isFalse();
    }
    assertThat(judged(warm, maker, given, maker.anchor(), FakeIntel.AT).accepted()).isTrue();
    for (Bytes list : lists) {
      assertThat(remembers(list, maker)).as("the test sees what is remembered").isTrue();
    }
  }

  @Test
  void whatIsForgedNeverGetsIn() throws Exception {
    Verifier warm = Verifier.create(SignatureProvider.fastest(), cache);
    for (FakeIntel.Part part :
        List.of(FakeIntel.Part.LISTS, FakeIntel.Part.TCB_INFO, FakeIntel.Part.QE_IDENTITY)) {
      FakeIntel forged = FakeIntel.domain().foreign(part);
      Endorsements given = forged.endorsements();
      List<String> first = Verdicts.all(judged(warm, forged, given, forged.anchor(), FakeIntel.AT));
      Verdict again = judged(warm, forged, given, forged.anchor(), FakeIntel.AT);
      assertThat(again.accepted()).as("%s", part).isFalse();
      assertThat(Verdicts.all(again)).isEqualTo(first);
      if (part == FakeIntel.Part.LISTS) {
        for (Bytes list : given.of(Endorsements.Type.REVOCATION_LIST)) {
          assertThat(remembers(list, forged)).isFalse();
        }
      }
    }
  }

  @Test
  void theSameBytesUnderAnotherKeyOrFormAreNotKnown() {
    RememberedEndorsements remembered = new RememberedEndorsements(1);
    Bytes bytes = Bytes.utf8("signed");
    remembered.remember(Bytes.class, bytes, SIGNER, own -> own);
    assertThat(remembered.signed(Bytes.class, bytes, SIGNER)).isTrue();
    assertThat(remembered.signed(Bytes.class, bytes, Bytes.utf8("another"))).isFalse();
    assertThat(remembered.signed(String.class, bytes, SIGNER)).isFalse();
    byte[] changed = bytes.toByteArray();
    for (int i = 0; i < changed.length; i++) {
      changed[i] ^= 1;
      assertThat(remembered.signed(Bytes.class, Bytes.copyOf(changed), SIGNER)).isFalse();
      changed[i] ^= 1;
    }
  }

  /// The hash looks at some bytes; that two are the same is found out by all.
  @Test
  void longBytesAreComparedWhole() {
    RememberedEndorsements remembered = new RememberedEndorsements(1);
    byte[] bytes = new byte[1000];
    remembered.remember(Bytes.class, Bytes.copyOf(bytes), SIGNER, own -> own);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = 1;
      assertThat(remembered.signed(Bytes.class, Bytes.copyOf(bytes), SIGNER)).isFalse();
      bytes[i] = 0;
    }
    assertThat(remembered.signed(Bytes.class, Bytes.copyOf(bytes), SIGNER)).isTrue();
  }

  @Test
  void forgetsTheLeastRecentlyUsed() {
    RememberedEndorsements remembered = new RememberedEndorsements(1);
    for (int i = 0; i < 5; i++) {
      remembered.remember(Bytes.class, Bytes.utf8("number " + i), SIGNER, own -> own);
    }
    assertThat(remembered.signed(Bytes.class, Bytes.utf8("number 0"), SIGNER)).isFalse();
    for (int i = 1; i < 5; i++) {
      assertThat(remembered.signed(Bytes.class, Bytes.utf8("number " + i), SIGNER)).isTrue();
    }
  }

  @Test
  void keepsNoMoreBytesThanItSays() {
    RememberedEndorsements remembered = new RememberedEndorsements(100);
    int length = 6 << 20;
    for (int i = 0; i < 4; i++) {
      byte[] bytes = new byte[length];
      bytes[0] = (byte) i;
      bytes[length - 1] = (byte) i;
      remembered.remember(Bytes.class, Bytes.copyOf(bytes), SIGNER, own -> own);
    }
    int kept = 0;
    for (int i = 0; i < 4; i++) {
      byte[] bytes = new byte[length];
      bytes[0] = (byte) i;
      bytes[length - 1] = (byte) i;
      kept += remembered.signed(Bytes.class, Bytes.copyOf(bytes), SIGNER) ? 1 : 0;
    }
    assertThat(kept).isEqualTo(2);
    remembered.remember(Bytes.class, Bytes.zeros(17 << 20), SIGNER, own -> own);
    assertThat(remembered.signed(Bytes.class, Bytes.zeros(17 << 20), SIGNER)).isFalse();
  }

  @Test
  void aMemoryForNothingRemembersNothing() {
    RememberedEndorsements none = RememberedEndorsements.none();
    none.remember(Bytes.class, Bytes.utf8("x"), SIGNER, own -> own);
    assertThat(none.signed(Bytes.class, Bytes.utf8("x"), SIGNER)).isFalse();
  }
}
