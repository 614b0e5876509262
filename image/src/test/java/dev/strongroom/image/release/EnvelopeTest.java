// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.image.signature.SigningAlgorithm;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Envelopes, against the example of DSSE's protocol.md.
class EnvelopeTest {
  private static final String TYPE = "http://example.com/HelloWorld";
  private static final Bytes BODY = Bytes.utf8("hello world");
  private static final String PUBLISHED =
      """
      {"payload": "aGVsbG8gd29ybGQ=",
       "payloadType": "http://example.com/HelloWorld",
       "signatures": [{"sig": "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}
      """;

  /// The key of the example.
  private static ReleaseKey published() throws Exception {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point =
        new ECPoint(
            new BigInteger(
                "46950820868899156662930047687818585632848591499744589407958293238635476079160"),
            new BigInteger(
                "5640078356564379163099075877009565129882514886557779369047442380624545832820"));
    return ReleaseKey.of(
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class))));
  }

  @Test
  void signsWhatTheProtocolSays() {
    assertThat(Envelope.preAuthentication(TYPE, BODY).asUtf8())
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    // Lengths count bytes, not characters.
    assertThat(Envelope.preAuthentication("é", Bytes.EMPTY).asUtf8()).isEqualTo("DSSEv1 2 é 0 ");
  }

  @Test
  void verifiesThePublishedSignature() throws Exception {
    Envelope envelope = Envelope.parse(PUBLISHED);
    assertThat(envelope.payloadType()).isEqualTo(TYPE);
    assertThat(envelope.payload()).isEqualTo(BODY);
    // The example writes r and s beside each other; sigstore's tools, and we, write DER.
    Bytes der = DerSignature.of(envelope.signatures().getFirst().value());
    ReleaseKey key = published();
    assertThat(key.algorithm()).isEqualTo(SigningAlgorithm.ES256);
    Bytes message = Envelope.preAuthentication(TYPE, BODY);
    assertThat(key.made(der, message, SignatureProvider.jdk())).isTrue();
    assertThat(key.made(der, Bytes.utf8("hello world"), SignatureProvider.jdk())).isFalse();
    assertThat(key.made(envelope.signatures().getFirst().value(), message, SignatureProvider.jdk()))
        .as("r and s beside each other")
        .isFalse();
  }

  @Test
  void refusesToTakeAnotherPayloadForARelease() throws Exception {
    Envelope envelope = Envelope.parse(PUBLISHED);
    Envelope der =
        new Envelope(
            envelope.payloadType(),
            envelope.payload(),
            List.of(
                new Envelope.Signed(
                    Optional.empty(), DerSignature.of(envelope.signatures().getFirst().value()))));
    ReleaseKey key = published();
    assertThatThrownBy(() -> SignedRelease.verify(der, key, SignatureProvider.jdk()))
        .isInstanceOfSatisfying(
            ReleaseException.class,
            e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.NOT_A_RELEASE));
  }

  @Test
  void readsWhatItWrites() throws Exception {
    Envelope envelope =
        new Envelope(
            TYPE, BODY, List.of(new Envelope.Signed(Optional.of("key"), Bytes.fromHex("fbff00"))));
    String json = String.valueOf(envelope.json().asUtf8());
    assertThat(Envelope.parse(json)).isEqualTo(envelope);
    assertThat(json).contains("\"sig\": \"+/8A\"");
    // Both alphabets of base64 are allowed, and members that nobody knows.
    String other = json.replace("+/8A", "-_8A").replaceFirst("\\{", "{ \"note\": \"\",");
    assertThat(Envelope.parse(other)).isEqualTo(envelope);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"payload\": \"\", \"payloadType\": \"a\", \"signatures\": [{\"sig\": \"AA==\"}]}",
        "{\"payload\": \"AA==\", \"payloadType\": \"a\", \"signatures\": []}",
        "{\"payload\": \"AA==\", \"payloadType\": \"a\", \"signatures\": [{}]}",
        "{\"payload\": \"A*==\", \"payloadType\": \"a\", \"signatures\": [{\"sig\": \"AA==\"}]}",
        "{\"payload\": 1, \"payloadType\": \"a\", \"signatures\": [{\"sig\": \"AA==\"}]}",
        "{\"payload\": \"AA==\", \"payload\": \"AA==\", \"payloadType\": \"a\","
            + " \"signatures\": [{\"sig\": \"AA==\"}]}",
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Envelope.parse(text))
        .isInstanceOfSatisfying(
            ReleaseException.class,
            e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.MALFORMED));
  }

  @Test
  void refusesMoreSignaturesThanAnybodyMakes() {
    String signatures = "{\"sig\": \"AA==\"},".repeat(17).replaceFirst(",$", "");
    String text =
        "{\"payload\": \"AA==\", \"payloadType\": \"a\", \"signatures\": [" + signatures + "]}";
    assertThatThrownBy(() -> Envelope.parse(text)).isInstanceOf(ReleaseException.class);
  }
}
