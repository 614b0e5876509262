// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.x509.OcspResponse.Answer;
import dev.strongroom.attestation.x509.OcspResponse.Status;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/// Responses that another library wrote.
class OcspResponseTest {
  private static final FakeNitro PKI = FakeNitro.create();
  private static final dev.strongroom.attestation.fixtures.FakeChain CHAIN = PKI.document().chain();
  private static final List<Bytes> ISSUED = CHAIN.issue();
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-01-02T00:00:00Z");

  private static CertificateID id(int position, AlgorithmIdentifier digest) throws Exception {
    X509CertificateHolder issuer =
        new X509CertificateHolder(ISSUED.get(position - 1).toByteArray());
    BigInteger serial =
        new X509CertificateHolder(ISSUED.get(position).toByteArray()).getSerialNumber();
    return new CertificateID(new BcDigestCalculatorProvider().get(digest), issuer, serial);
  }

  private static Bytes sign(BasicOCSPRespBuilder builder) throws Exception {
    return Bytes.copyOf(
        new OCSPRespBuilder()
            .build(
                OCSPRespBuilder.SUCCESSFUL,
                builder.build(
                    new JcaContentSignerBuilder("SHA384withECDSA")
                        .build(CHAIN.root().keys().getPrivate()),
                    new X509CertificateHolder[0],
                    Date.from(FROM)))
            .getEncoded());
  }

  private static BasicOCSPRespBuilder byName() {
    return new BasicOCSPRespBuilder(new RespID(CHAIN.root().subject()));
  }

  private static AlgorithmIdentifier sha1() {
    return CertificateID.HASH_SHA1;
  }

  private static Certificate certificate(int position) throws Exception {
    return Certificate.parse(ISSUED.get(position));
  }

  private static @org.jspecify.annotations.Nullable String notOf(Bytes encoded) throws Exception {
    return OcspResponse.parse(encoded)
        .notOf(List.of(certificate(0)), PathProfile.P384, SignatureProvider.jdk(), FROM);
  }

  @Test
  void readsAllThatIsSaid() throws Exception {
    AlgorithmIdentifier sha384 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha384);
    BasicOCSPRespBuilder builder = byName();
    builder.addResponse(id(1, sha1()), CertificateStatus.GOOD, Date.from(FROM), Date.from(UNTIL));
    builder.addResponse(
        id(2, sha384),
        new RevokedStatus(Date.from(FROM), Answer.HOLD),
        Date.from(FROM),
        Date.from(UNTIL));
    builder.addResponse(
        id(3, sha1()), new RevokedStatus(Date.from(FROM)), Date.from(FROM), (Date) null);
    builder.addResponse(id(4, sha1()), new UnknownStatus(), Date.from(FROM), Date.from(UNTIL));
    builder.setResponseExtensions(
        new Extensions(
            new Extension(
                OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                false,
                new DEROctetString(new byte[] {4, 1, 7}))));
    OcspResponse response = OcspResponse.parse(sign(builder));
    assertThat(response.producedAt()).isEqualTo(FROM);
    assertThat(response.nonce()).isEqualTo(Bytes.fromHex("040107"));
    assertThat(response.answers())
        .extracting(Answer::status)
        .containsExactly(Status.GOOD, Status.REVOKED, Status.REVOKED, Status.UNKNOWN);
    assertThat(response.answers())
        .extracting(Answer::reason)
        .containsExactly(-1, Answer.HOLD, -1, -1);
    for (int i = 1; i <= 4; i++) {
      assertThat(response.about(certificate(i), certificate(i - 1)))
          .containsExactly(response.answers().get(i - 1));
    }
    assertThat(response.about(certificate(2), certificate(0))).isEmpty();
    Answer good = response.answers().getFirst();
    assertThat(good.isCurrentAt(FROM)).isTrue();
    assertThat(good.isCurrentAt(UNTIL)).isTrue();
    assertThat(good.isCurrentAt(FROM.minusSeconds(1))).isFalse();
    assertThat(good.isCurrentAt(UNTIL.plusSeconds(1))).isFalse();
    assertThat(response.answers().get(2).isCurrentAt(FROM)).as("without an end").isFalse();
  }

  @Test
  void isOfOneAuthority() throws Exception {
    BasicOCSPRespBuilder named = byName();
    named.addResponse(id(1, sha1()), CertificateStatus.GOOD, Date.from(FROM), Date.from(UNTIL));
    Bytes encoded = sign(named);
    assertThat(notOf(encoded)).isNull();
    assertThat(
            OcspResponse.parse(encoded)
                .notOf(List.of(certificate(1)), PathProfile.P384, SignatureProvider.jdk(), FROM))
        .contains("responder");
    assertThat(
            OcspResponse.parse(encoded)
                .notOf(List.of(certificate(0)), PathProfile.P256, SignatureProvider.jdk(), FROM))
        .contains("P-256");
    assertThat(notOf(Edits.flip(encoded, -3))).contains("signature");
    BasicOCSPRespBuilder byKey =
        new BasicOCSPRespBuilder(
            SubjectPublicKeyInfo.getInstance(CHAIN.root().keys().getPublic().getEncoded()),
            new BcDigestCalculatorProvider().get(sha1()));
    byKey.addResponse(id(1, sha1()), CertificateStatus.GOOD, Date.from(FROM), Date.from(UNTIL));
    assertThat(notOf(sign(byKey))).isNull();
    BasicOCSPRespBuilder critical = byName();
    critical.addResponse(id(1, sha1()), CertificateStatus.GOOD, Date.from(FROM), Date.from(UNTIL));
    critical.setResponseExtensions(
        new Extensions(
            new Extension(
                OCSPObjectIdentifiers.id_pkix_ocsp_crl,
                true,
                new DEROctetString(new byte[] {5, 0}))));
    assertThat(notOf(sign(critical))).contains("critical");
  }

  @Test
  void refusesWhatIsCutOrNoAnswer() throws Exception {
    BasicOCSPRespBuilder builder = byName();
    builder.addResponse(id(1, sha1()), CertificateStatus.GOOD, Date.from(FROM), Date.from(UNTIL));
    Bytes encoded = sign(builder);
    for (int length = 0; length < encoded.length(); length++) {
      Bytes cut = encoded.slice(0, length);
      assertThatExceptionOfType(DerException.class).isThrownBy(() -> OcspResponse.parse(cut));
    }
    Bytes longer = Edits.concat(encoded, Bytes.zeros(1));
    assertThatExceptionOfType(DerException.class).isThrownBy(() -> OcspResponse.parse(longer));
    Bytes later =
        Bytes.copyOf(new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded());
    assertThatExceptionOfType(DerException.class)
        .isThrownBy(() -> OcspResponse.parse(later))
        .withMessageContaining("didn't answer");
    assertThatExceptionOfType(DerException.class)
        .isThrownBy(() -> OcspResponse.parse(Bytes.zeros(OcspResponse.MAX_LENGTH + 1)));
    AlgorithmIdentifier md5 =
        new AlgorithmIdentifier(org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.md5);
    BasicOCSPRespBuilder weak = byName();
    weak.addResponse(id(1, md5), CertificateStatus.GOOD, Date.from(FROM), Date.from(UNTIL));
    Bytes named = sign(weak);
    assertThatExceptionOfType(DerException.class)
        .isThrownBy(() -> OcspResponse.parse(named))
        .withMessageContaining("digest");
  }
}
