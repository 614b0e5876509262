// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.release.Release.Dependency;
import dev.strongroom.image.signature.JcaSigningKey;
import dev.strongroom.image.signature.Signer;
import dev.strongroom.image.signature.SigningException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Releases, signed and verified.
class SignedReleaseTest {
  static final SourceRevision SOURCE =
      SourceRevision.parse("https://example.com/app.git@0123456789abcdef0123456789abcdef01234567");

  static Release release(boolean signed, boolean simulated) {
    return new Release(
        "app.eif",
        Bytes.fromHex("01".repeat(32)),
        signed ? Optional.of(Bytes.fromHex("02".repeat(32))) : Optional.empty(),
        new Measurements(
            Bytes.fromHex("10".repeat(48)),
            Bytes.fromHex("11".repeat(48)),
            Bytes.fromHex("12".repeat(48)),
            signed ? Optional.of(Bytes.fromHex("18".repeat(48))) : Optional.empty()),
        simulated,
        SOURCE,
        Bytes.fromHex("03".repeat(32)),
        Bytes.fromHex("04".repeat(32)),
        URI.create("https://example.com/builders/one"),
        "0.1.0",
        List.of(
            new Dependency(
                "debian/pool/libc6_2.41.deb",
                Optional.of("pkg:deb/debian/libc6@2.41?arch=amd64"),
                Bytes.fromHex("05".repeat(32))),
            new Dependency("target/app.jar", Optional.empty(), Bytes.fromHex("06".repeat(32)))));
  }

  private static Envelope signed(Signer signer, Release release) throws Exception {
    return SignedRelease.sign(
        release, ReleaseKey.of(signer.pair().getPublic()), JcaSigningKey.ofPem(signer.keyPem()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void comesBackAsItWas(String curve) throws Exception {
    Signer signer = Signer.on(curve);
    for (Release release : List.of(release(false, true), release(true, false))) {
      Envelope envelope = Envelope.parse(String.valueOf(signed(signer, release).json().asUtf8()));
      ReleaseKey key = ReleaseKey.ofPem(signer.certificatePem());
      assertThat(SignedRelease.verify(envelope, key, SignatureProvider.jdk())).isEqualTo(release);
      assertThat(envelope.signatures().getFirst().keyId()).contains(key.id());
    }
  }

  /// What cosign does with an envelope, written for this test alone: text search instead of our
  /// JSON reader, its own encoding of what is signed, the JDK's ECDSA with DER.
  @ParameterizedTest
  @CsvSource({"secp256r1, SHA256withECDSA", "secp384r1, SHA384withECDSA"})
  void satisfiesAnIndependentVerifier(String curve, String algorithm) throws Exception {
    Signer signer = Signer.on(curve);
    String json = String.valueOf(signed(signer, release(true, false)).json().asUtf8());
    byte[] payload = Base64.getDecoder().decode(member("payload", json));
    String type = member("payloadType", json);
    Signature verification = Signature.getInstance(algorithm);
    verification.initVerify(signer.pair().getPublic());
    verification.update(
        "DSSEv1 %d %s %d "
            .formatted(type.length(), type, payload.length)
            .getBytes(StandardCharsets.US_ASCII));
    verification.update(payload);
    assertThat(verification.verify(Base64.getDecoder().decode(member("sig", json)))).isTrue();
    assertThat(type).isEqualTo("application/vnd.in-toto+json");
    String statement = new String(payload, StandardCharsets.UTF_8);
    assertThat(member("_type", statement)).isEqualTo("https://in-toto.io/Statement/v1");
    assertThat(member("predicateType", statement)).isEqualTo("https://slsa.dev/provenance/v1");
    assertThat(statement)
        .contains("\"subject\":[{\"name\":\"app.eif\",\"digest\":{\"sha256\":\"0101")
        .contains("\"uri\":\"git+https://example.com/app.git\",\"digest\":{\"gitCommit\":\"0123");
  }

  private static String member(String name, String json) {
    Matcher matcher = Pattern.compile("\"" + name + "\" ?: ?\"([^\"]*)\"").matcher(json);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  @Test
  void refusesOtherKeysAndOtherBytes() throws Exception {
    Signer signer = Signer.on("secp256r1");
    Envelope envelope = signed(signer, release(false, false));
    refused(envelope, Signer.on("secp256r1"), ReleaseProblem.BAD_SIGNATURE);
    refused(envelope, Signer.on("secp384r1"), ReleaseProblem.BAD_SIGNATURE);
    String changed = String.valueOf(envelope.payload().asUtf8()).replace("app.eif", "bad.eif");
    refused(
        new Envelope(envelope.payloadType(), Bytes.utf8(changed), envelope.signatures()),
        signer,
        ReleaseProblem.BAD_SIGNATURE);
    refused(
        new Envelope("text/plain", envelope.payload(), envelope.signatures()),
        signer,
        ReleaseProblem.BAD_SIGNATURE);
  }

  @Test
  void signsWithTheKeyThatIsSaidOnly() throws Exception {
    Signer signer = Signer.on("secp256r1");
    ReleaseKey other = ReleaseKey.of(Signer.on("secp256r1").pair().getPublic());
    assertThatThrownBy(() ->
            SignedRelease.sign(release(false, false), other, JcaSigningKey.ofPem(signer.keyPem())))
        .isInstanceOf(SigningException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://in-toto.io/Statement/v1 | https://in-toto.io/Statement/v2 | NOT_A_RELEASE",
        "https://slsa.dev/provenance/v1 | https://slsa.dev/provenance/v2 | NOT_A_RELEASE",
        "https://strongroom.dev/build/eif/v1 | https://example.com/build | NOT_A_RELEASE",
        "\"pcr0\" | \"pcr4\" | MALFORMED",
        "\"hardware\" | \"soft\" | MALFORMED",
        "\"pcr8\" | \"pcr9\" | MALFORMED",
        "\"gitCommit\" | \"sha1\" | MALFORMED",
        "git+https: | https: | MALFORMED",
        "0101 | zz01 | MALFORMED",
        "\"sha256\" | \"sha512\" | MALFORMED",
        "{ | [ | MALFORMED",
      })
  void refusesStatementsThatArentReleases(String from, String to, ReleaseProblem expected)
      throws Exception {
    Signer signer = Signer.on("secp256r1");
    String statement = String.valueOf(Statement.of(release(true, false)).asUtf8());
    assertThat(statement).contains(from);
    Bytes payload = Bytes.utf8(statement.replaceFirst(Pattern.quote(from), to));
    Signature signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(signer.pair().getPrivate());
    Envelope.preAuthentication(Statement.PAYLOAD_TYPE, payload).updateTo(signing);
    Envelope envelope =
        new Envelope(
            Statement.PAYLOAD_TYPE,
            payload,
            List.of(new Envelope.Signed(Optional.empty(), Bytes.copyOf(signing.sign()))));
    refused(envelope, signer, expected);
  }

  private static void refused(Envelope envelope, Signer signer, ReleaseProblem problem)
      throws Exception {
    ReleaseKey key = ReleaseKey.of(signer.pair().getPublic());
    assertThatThrownBy(() -> SignedRelease.verify(envelope, key, SignatureProvider.jdk()))
        .isInstanceOfSatisfying(
            ReleaseException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void readsKeysFromPemOnly() throws Exception {
    Signer signer = Signer.on("secp256r1");
    String encoded = Base64.getMimeEncoder().encodeToString(signer.pair().getPublic().getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n";
    assertThat(ReleaseKey.ofPem(pem).key()).isEqualTo(signer.pair().getPublic());
    for (String text : List.of("", encoded, signer.keyPem(), pem.replace("M", "N"), pem + pem)) {
      assertThatThrownBy(() -> ReleaseKey.ofPem(text))
          .isInstanceOfSatisfying(
              ReleaseException.class,
              e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.UNSUPPORTED_KEY));
    }
  }
}
