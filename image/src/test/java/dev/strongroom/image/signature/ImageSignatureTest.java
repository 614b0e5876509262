// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.cose.CoseSign1;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.EifVector;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.SignatureSection;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSignatureTest {
  private static final Measurements MEASURED =
      new Measurements(
          Bytes.fromHex("ab".repeat(48)),
          Bytes.zeros(48),
          Bytes.zeros(48),
          java.util.Optional.empty());

  @TempDir private Path folder = Path.of("");

  private static SignatureVerdict judge(Path image, Instant at)
      throws IOException, MalformedEifException {
    try (EifFile eif = EifFile.open(image)) {
      return judge(eif.signature().orElseThrow(), eif.measure(), at);
    }
  }

  private static SignatureVerdict judge(
      SignatureSection section, Measurements measured, Instant at) {
    return ImageSignature.verify(section, measured, SignatureProvider.jdk(), at);
  }

  @Test
  void everySignedSampleIsWhatItsManifestSays() throws Exception {
    int count = 0;
    for (EifVector vector : EifVector.allOrAbort()) {
      if (vector.measurements().flatMap(Measurements::pcr8).isEmpty()) {
        continue;
      }
      count++;
      SignatureVerdict verdict = judge(vector.path(), Signer.NOW);
      assertThat(verdict.good())
          .as(vector.path() + " " + verdict.problems())
          .isEqualTo(vector.expected().equals("VALID_SIGNED"));
      assertThat(verdict.signer().orElseThrow().subject()).contains("vector signer");
    }
    assertThat(count).isEqualTo(5);
  }

  @Test
  void theProblemsOfBadSamplesAreNamed() throws Exception {
    assertThat(
            judge(EifVector.orAbort("neg_signed_bad_signature.eif").path(), Signer.NOW).problems())
        .containsExactly(SignatureProblem.BAD_SIGNATURE);
    assertThat(judge(EifVector.orAbort("neg_signed_other_pcr0.eif").path(), Signer.NOW).problems())
        .containsExactly(SignatureProblem.OTHER_PAYLOAD);
    Path good = EifVector.orAbort("v4_signed_es256.eif").path();
    assertThat(judge(good, Instant.parse("2061-01-01T00:00:00Z")).problems())
        .containsExactly(SignatureProblem.EXPIRED);
    assertThat(judge(good, Instant.parse("2019-01-01T00:00:00Z")).problems())
        .containsExactly(SignatureProblem.NOT_YET_VALID);
  }

  /// What we encode is byte for byte what another implementation encoded.
  @Test
  void sectionsAreEncodedLikeTheSamples() throws Exception {
    for (String name :
        List.of("v4_signed_es256.eif", "v4_signed_es384.eif", "v4_signed_es512.eif")) {
      EifVector vector = EifVector.orAbort(name);
      try (EifFile eif = EifFile.open(vector.path())) {
        SignatureSection section = eif.signature().orElseThrow();
        assertThat(SignatureSection.of(section.certificate(), section.coseSign1()).encoded())
            .isEqualTo(section.encoded());
        CoseSign1 envelope = CoseSign1.parse(section.coseSign1());
        assertThat(SignedPayload.of(eif.measure().pcr0())).isEqualTo(envelope.payload());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"secp256r1, ES256", "secp384r1, ES384", "secp521r1, ES512"})
  void signsAndSignsAgain(String curve, SigningAlgorithm algorithm) throws Exception {
    for (String name :
        List.of(
            "v4_x86_two_ramdisks.eif",
            "v4_metadata_last.eif",
            "v3_no_metadata.eif",
            "v4_signed_es512.eif")) {
      EifVector vector = EifVector.orAbort(name);
      Signer signer = Signer.on(curve);
      Path signed = folder.resolve(curve + name);
      Measurements measured = sign(vector.path(), signer, signed);
      assertThat(measured.pcr0()).isEqualTo(vector.measurements().orElseThrow().pcr0());
      try (EifFile eif = EifFile.open(signed)) {
        assertThat(eif.measure()).isEqualTo(measured);
        assertThat(eif.sections().getLast().type().toString()).isEqualTo("signature");
      }
      byte[] content =
          MessageDigest.getInstance("SHA-384").digest(signer.certificate().toByteArray());
      MessageDigest extended = MessageDigest.getInstance("SHA-384");
      extended.update(new byte[48]);
      assertThat(measured.pcr8()).contains(Bytes.copyOf(extended.digest(content)));
      SignatureVerdict verdict = judge(signed, Signer.NOW);
      assertThat(verdict.problems()).isEmpty();
      assertThat(verdict.algorithm()).contains(algorithm);
      // The table stays right when the section's length changes.
      Path again = folder.resolve("again-" + curve + name);
      assertThat(sign(signed, Signer.on("secp521r1"), again).pcr0()).isEqualTo(measured.pcr0());
      assertThat(judge(again, Signer.NOW).good()).isTrue();
      try (EifFile eif = EifFile.open(again);
          FileChannel out = create(folder.resolve("bare-" + curve + name))) {
        assertThat(eif.writeSigned(java.util.Optional.empty(), out).pcr8()).isEmpty();
      }
      if (!name.contains("signed")) {
        assertThat(folder.resolve("bare-" + curve + name)).hasSameBinaryContentAs(vector.path());
      }
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static Measurements sign(Path image, Signer signer, Path signed) throws Exception {
    try (EifFile eif = EifFile.open(image);
        FileChannel out = create(signed)) {
      return signer(signer, signer.keyPem()).sign(eif, Signer.NOW, out);
    }
  }

  private static ImageSigner signer(Signer certificate, String keyPem) throws Exception {
    return new ImageSigner(
        SigningCertificate.ofPem(certificate.certificatePem()), JcaSigningKey.ofPem(keyPem));
  }

  @Test
  void keyAndCertificateMustMatch() throws Exception {
    Signer one = Signer.on("secp384r1");
    ImageSigner sameCurve = signer(one, Signer.on("secp384r1").keyPem());
    assertThatThrownBy(() -> sameCurve.sign(MEASURED, Signer.NOW))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("isn't the one");
    ImageSigner otherCurve = signer(one, Signer.on("secp256r1").keyPem());
    assertThatThrownBy(() -> otherCurve.sign(MEASURED, Signer.NOW))
        .isInstanceOf(SigningException.class);
  }

  @Test
  void nothingIsSignedThatWouldNotBoot() throws Exception {
    Signer signer = Signer.on("secp384r1");
    ImageSigner images = signer(signer, signer.keyPem());
    assertThatThrownBy(() -> images.sign(MEASURED, Signer.TO.plusSeconds(1)))
        .hasMessageContaining("expired");
    assertThatThrownBy(() -> images.sign(MEASURED, Signer.FROM.minusSeconds(1)))
        .hasMessageContaining("isn't valid yet");
    Signer rsa = Signer.of(KeyPairGenerator.getInstance("RSA").generateKeyPair(), "SHA256withRSA");
    assertThatThrownBy(() -> signer(rsa, signer.keyPem()).sign(MEASURED, Signer.NOW))
        .hasMessageContaining("P-256");
    assertThatThrownBy(() -> JcaSigningKey.ofPem(rsa.keyPem()))
        .isInstanceOf(SigningException.class);
    assertThatThrownBy(() -> JcaSigningKey.ofPem("-----BEGIN EC PRIVATE KEY-----\n"))
        .hasMessageContaining("openssl pkcs8");
  }

  @Test
  void otherHeadersAndEnvelopesAreRefused() throws Exception {
    Signer signer = Signer.on("secp384r1");
    SignatureSection good = signer(signer, signer.keyPem()).sign(MEASURED, Signer.NOW);
    assertThat(judge(good, MEASURED, Signer.NOW).good()).isTrue();
    CoseSign1 envelope = CoseSign1.parse(good.coseSign1());
    Bytes es256 =
        new CborWriter()
            .array(4)
            .bytes(SigningAlgorithm.ES256.protectedHeader())
            .map(0)
            .bytes(envelope.payload())
            .bytes(envelope.signature())
            .toBytes();
    Bytes unprotected =
        new CborWriter()
            .array(4)
            .bytes(envelope.protectedHeader())
            .map(1)
            .integer(1)
            .integer(-7)
            .bytes(envelope.payload())
            .bytes(envelope.signature())
            .toBytes();
    for (Bytes other : List.of(es256, unprotected)) {
      assertThat(
              judge(SignatureSection.of(signer.certificate(), other), MEASURED, Signer.NOW)
                  .problems())
          .containsExactly(SignatureProblem.WRONG_HEADERS);
    }
    assertThat(
            judge(SignatureSection.of(signer.certificate(), Bytes.EMPTY), MEASURED, Signer.NOW)
                .problems())
        .containsExactly(SignatureProblem.MALFORMED);
    assertThat(
            judge(
                    SignatureSection.of(Bytes.fromHex("3000"), good.coseSign1()),
                    MEASURED,
                    Signer.NOW)
                .problems())
        .containsExactly(SignatureProblem.BAD_CERTIFICATE);
    Signer other = Signer.on("secp384r1");
    assertThat(
            judge(SignatureSection.of(other.certificate(), good.coseSign1()), MEASURED, Signer.NOW)
                .problems())
        .containsExactly(SignatureProblem.BAD_SIGNATURE);
  }

  @Test
  void sectionsThatLeaveAChoiceAreRefused() throws Exception {
    Signer signer = Signer.on("secp256r1");
    Bytes certificate = signer.certificate();
    Bytes trailing = Bytes.fromHex(certificate.hex() + "00");
    Bytes twoMaps = new CborWriter().array(2).map(0).map(0).toBytes();
    Bytes strings =
        new CborWriter()
            .array(1)
            .map(2)
            .text("signing_certificate")
            .bytes(certificate)
            .text("signature")
            .bytes(certificate)
            .toBytes();
    Bytes big = new CborWriter().array(1).map(1).text("signature").array(1).integer(256).toBytes();
    for (Bytes section :
        List.of(
            SignatureSection.of(trailing, Bytes.EMPTY).encoded(),
            twoMaps,
            strings,
            big,
            Bytes.EMPTY)) {
      assertThatThrownBy(() -> SignatureSection.parse(section, 100))
          .isInstanceOfSatisfying(
              MalformedEifException.class,
              e -> {
                assertThat(e.reason())
                    .isEqualTo(MalformedEifException.Reason.BAD_SIGNATURE_SECTION);
                assertThat(e.offset()).isBetween(100L, 100L + section.length());
              });
    }
  }

  @Test
  void versionTwoHasNoSignatures() throws Exception {
    Path image = folder.resolve("v2.eif");
    byte[] bytes = Files.readAllBytes(EifVector.orAbort("v3_no_metadata.eif").path());
    bytes[5] = 2;
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(bytes, 0, 544);
    crc.update(bytes, 548, bytes.length - 548);
    java.nio.ByteBuffer.wrap(bytes).putInt(544, (int) crc.getValue());
    Files.write(image, bytes);
    Signer signer = Signer.on("secp256r1");
    assertThatThrownBy(() -> sign(image, signer, folder.resolve("signed.eif")))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("version 2");
  }
}
