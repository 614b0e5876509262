// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.timestamp.RefusedTimestampException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.junit.jupiter.api.Test;

class TimestampTokenTest {
  private static final Bytes DATA = Bytes.utf8("what was stamped");
  private static final Bytes NONCE = Bytes.utf8("a nonce of some length");
  private static final Optional<Bytes> NO_NONCE = Optional.empty();
  private static final Instant LATER = TestAuthority.NOW.plus(Duration.ofDays(100));

  @Test
  void aTokenSaysWhen() throws Exception {
    TestAuthority authority = TestAuthority.create();
    TimestampToken token = TimestampToken.ofResponse(authority.response(request()));
    VerifiedTimestamp verified = token.verify(DATA, authority.believed(), Optional.of(NONCE));
    assertThat(verified.time()).isEqualTo(TestAuthority.NOW);
    assertThat(verified.accuracy()).contains(Duration.ofMillis(1500));
    assertThat(verified.existedBy()).isEqualTo(TestAuthority.NOW.plusMillis(1500));
    assertThat(verified.authority()).isEqualTo("CN=Test authority");
    assertThat(verified.anchor()).isEqualTo(TestAuthority.pin(authority.root));
    TimestampToken again = TimestampToken.parse(token.encoded());
    assertThat(again.encoded()).isEqualTo(token.encoded());
    assertThat(
            again.verifyDigest(TestAuthority.sha256(DATA), authority.believed(), NO_NONCE).time())
        .isEqualTo(TestAuthority.NOW);
  }

  @Test
  void anAuthoritysOwnCertificateMayBePinned() throws Exception {
    TestAuthority authority = TestAuthority.create();
    TimestampAuthorities own =
        new TimestampAuthorities(Set.of(TestAuthority.pin(authority.certificate)), List.of());
    TimestampToken token = TimestampToken.ofResponse(authority.response(request()));
    assertThat(token.verify(DATA, own, NO_NONCE).anchor())
        .isEqualTo(TestAuthority.pin(authority.certificate));
  }

  @Test
  void otherBytesAndNoncesAreRefused() throws Exception {
    TestAuthority authority = TestAuthority.create();
    TimestampAuthorities believed = authority.believed();
    TimestampToken token = TimestampToken.ofResponse(authority.response(request()));
    refused(Reason.IMPRINT, () -> token.verify(Bytes.utf8("other"), believed, NO_NONCE));
    refused(
        Reason.NONCE, () -> token.verify(DATA, believed, Optional.of(Bytes.utf8("another nonce"))));
    TimestampRequest without = new TimestampRequest(TestAuthority.sha256(DATA), Optional.empty());
    TimestampToken silent = TimestampToken.ofResponse(authority.response(without));
    refused(Reason.NONCE, () -> silent.verify(DATA, believed, Optional.of(NONCE)));
    assertThat(silent.verify(DATA, believed, NO_NONCE).time()).isEqualTo(TestAuthority.NOW);
  }

  @Test
  void otherDigestsThanSha256AreRefused() throws Exception {
    TestAuthority authority = TestAuthority.create();
    TimeStampRequest request =
        new TimeStampRequestGenerator().generate(NISTObjectIdentifiers.id_sha384, new byte[48]);
    TimestampToken token =
        TimestampToken.ofResponse(authority.response(request, TestAuthority.NOW));
    refused(Reason.IMPRINT_ALGORITHM, () -> token.verify(DATA, authority.believed(), NO_NONCE));
  }

  @Test
  void otherPurposesAreRefused() throws Exception {
    ExtendedKeyUsage both =
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_codeSigning});
    ExtendedKeyUsage other = new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
    refused(Reason.KEY_USAGE, TestAuthority.create(TestAuthority.STAMPING, false, LATER, LATER));
    refused(Reason.KEY_USAGE, TestAuthority.create(both, true, LATER, LATER));
    refused(Reason.KEY_USAGE, TestAuthority.create(other, true, LATER, LATER));
  }

  @Test
  void certificatesThatHadEndedAreRefused() throws Exception {
    Instant before = TestAuthority.NOW.minusSeconds(1);
    refused(Reason.VALIDITY, TestAuthority.create(TestAuthority.STAMPING, true, before, LATER));
    refused(Reason.VALIDITY, TestAuthority.create(TestAuthority.STAMPING, true, LATER, before));
    TestAuthority ended =
        TestAuthority.create(TestAuthority.STAMPING, true, TestAuthority.NOW, LATER);
    assertThat(verify(ended).time()).as("to the second").isEqualTo(TestAuthority.NOW);
  }

  /// Judged at its own time: a token stays good when its certificates have ended.
  @Test
  void aTokenIsNotJudgedByTheClockOnTheWall() throws Exception {
    TestAuthority authority = TestAuthority.create();
    assertThat(TestAuthority.NOW).isBefore(Instant.parse("2026-06-02T00:00:00Z"));
    Instant early = TestAuthority.NOW.minus(Duration.ofDays(364));
    TimeStampRequest request = new TimeStampRequest(request().encoded().toByteArray());
    TimestampToken token = TimestampToken.ofResponse(authority.response(request, early));
    assertThat(token.verify(DATA, authority.believed(), NO_NONCE).time()).isEqualTo(early);
    Instant tooEarly = TestAuthority.NOW.minus(Duration.ofDays(366));
    TimestampToken old = TimestampToken.ofResponse(authority.response(request, tooEarly));
    refused(Reason.VALIDITY, () -> old.verify(DATA, authority.believed(), NO_NONCE));
  }

  @Test
  void authoritiesThatNobodyPinnedAreRefused() throws Exception {
    TestAuthority authority = TestAuthority.create();
    TestAuthority other = TestAuthority.create();
    TimestampToken token = TimestampToken.ofResponse(authority.response(request()));
    TimestampAuthorities nobody =
        new TimestampAuthorities(Set.of(), List.of(TestAuthority.der(authority.root)));
    refused(Reason.UNPINNED, () -> token.verify(DATA, nobody, NO_NONCE));
    refused(Reason.PATH, () -> token.verify(DATA, other.believed(), NO_NONCE));
    // Pinned, but neither in the token nor at hand.
    TimestampAuthorities absent =
        new TimestampAuthorities(Set.of(TestAuthority.pin(authority.root)), List.of());
    refused(Reason.UNPINNED, () -> token.verify(DATA, absent, NO_NONCE));
    TimestampAuthorities broken =
        new TimestampAuthorities(Set.of(Bytes.zeros(32)), List.of(Bytes.utf8("no certificate")));
    refused(Reason.PATH, () -> token.verify(DATA, broken, NO_NONCE));
  }

  @Test
  void otherSignaturesAreRefused() throws Exception {
    TestAuthority authority = TestAuthority.create();
    refused(Reason.SIGNATURE, TestAuthority.create().under(authority));
    refused(Reason.ALGORITHM, TestAuthority.create().signingBy("SHA1withECDSA"));
    refused(Reason.ALGORITHM, TestAuthority.create().signingBy("SHA224withECDSA"));
    assertThat(verify(TestAuthority.create().signingBy("SHA512withECDSA")).time())
        .isEqualTo(TestAuthority.NOW);
  }

  @Test
  void aTokenWithoutItsCertificateIsRefused() throws Exception {
    refused(Reason.CERTIFICATE_MISSING, TestAuthority.create().withoutCertificates());
  }

  @Test
  void extensionsThatHaveToBeUnderstoodAreRefused() throws Exception {
    refused(Reason.EXTENSION, TestAuthority.create().withCriticalExtension());
  }

  @Test
  void aRefusalOfTheAuthoritysIsNamed() {
    // PKIStatusInfo: rejection, badAlg.
    refused(
        Reason.STATUS,
        () -> TimestampToken.ofResponse(Bytes.fromHex("30093007020102030207" + "80")));
  }

  @Test
  void everyFlippedBitOfATokenIsRefused() throws Exception {
    TestAuthority authority = TestAuthority.create();
    TimestampAuthorities believed = authority.believed();
    Bytes good = TimestampToken.ofResponse(authority.response(request())).encoded();
    TimestampToken token = TimestampToken.parse(good);
    VerifiedTimestamp expected = token.verify(DATA, believed, Optional.of(NONCE));
    int accepted = 0;
    for (int bit = 0; bit < good.length() * 8; bit += 3) {
      byte[] changed = good.toByteArray();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        VerifiedTimestamp other =
            TimestampToken.parse(Bytes.copyOf(changed)).verify(DATA, believed, Optional.of(NONCE));
        // Outside of what is signed: versions, the list of digests, letters' case in names.
        assertThat(other.time()).isEqualTo(expected.time());
        assertThat(other.accuracy()).isEqualTo(expected.accuracy());
        assertThat(other.anchor()).isEqualTo(expected.anchor());
        accepted++;
      } catch (MalformedLedgerException | RefusedTimestampException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(accepted).isLessThan(50);
  }

  @Test
  void bytesThatAreNoTokenAreRefused() throws Exception {
    Bytes good = TimestampToken.ofResponse(TestAuthority.create().response(request())).encoded();
    for (int length = 0; length < good.length(); length += 7) {
      Bytes cut = good.slice(0, length);
      assertThatThrownBy(() -> TimestampToken.parse(cut))
          .isInstanceOf(MalformedLedgerException.class);
      assertThatThrownBy(() -> TimestampToken.ofResponse(cut))
          .isInstanceOf(MalformedLedgerException.class);
    }
    for (String nest : List.of("30", "a0", "24", "31")) {
      Bytes deep = Bytes.fromHex((nest + "80").repeat(32_000));
      assertThatThrownBy(() -> TimestampToken.parse(deep))
          .isInstanceOf(MalformedLedgerException.class);
      assertThatThrownBy(() -> TimestampToken.ofResponse(deep))
          .isInstanceOf(MalformedLedgerException.class);
    }
    assertThatThrownBy(() -> TimestampToken.parse(Bytes.zeros((1 << 16) + 1)))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void requestsAreWrittenAsTheSpecificationSays() throws Exception {
    Bytes digest = TestAuthority.sha256(DATA);
    // Version 1, SHA-256 of 32 bytes, a nonce, certificates wanted.
    assertThat(
            new TimestampRequest(digest, Optional.of(Bytes.fromHex("8000000000000001")))
                .encoded()
                .hex())
        .isEqualTo(
            "3042"
                + "020101"
                + "302f300b0609608648016503040201"
                + "0420"
                + digest.hex()
                + "02090080000000000000010101ff");
    assertThatThrownBy(() -> new TimestampRequest(digest, Optional.of(Bytes.zeros(7))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TimestampRequest(Bytes.zeros(31), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TimestampRequest request() throws Exception {
    return new TimestampRequest(TestAuthority.sha256(DATA), Optional.of(NONCE));
  }

  private static VerifiedTimestamp verify(TestAuthority authority) throws Exception {
    return TimestampToken.ofResponse(authority.response(request()))
        .verify(DATA, authority.believed(), Optional.of(NONCE));
  }

  private static void refused(Reason reason, TestAuthority authority) {
    refused(reason, () -> verify(authority));
  }

  private static void refused(Reason reason, ThrowingCallable check) {
    RefusedTimestampException refused =
        catchThrowableOfType(RefusedTimestampException.class, check);
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    assertThat(refused.getMessage()).startsWith(reason.toString());
  }
}
