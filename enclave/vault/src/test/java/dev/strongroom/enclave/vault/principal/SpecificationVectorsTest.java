// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Attestations of Web Authentication level 3, section 16. Their users aren't verified, so they are
/// judged below the door that would refuse them for that.
class SpecificationVectorsTest {
  private static final Map<String, Bytes> VECTORS = new HashMap<>();

  @BeforeAll
  static void read() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            SpecificationVectorsTest.class.getResourceAsStream("/webauthn-vectors.txt"))) {
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> {
            int space = line.indexOf(' ');
            VECTORS.put(line.substring(0, space), Bytes.fromHex(line.substring(space + 1)));
          });
    }
  }

  private static RegistrationData verified(String format, Bytes object) throws Exception {
    WebAuthnManager manager = WebAuthn.manager(WebAuthn.converter());
    return WebAuthn.guarded(() ->
        manager.verify(
            new RegistrationRequest(
                object.toByteArray(), VECTORS.get(format + ".client").toByteArray()),
            new RegistrationParameters(
                ServerProperty.builder()
                    .origin(new Origin("https://example.org"))
                    .rpId("example.org")
                    .challenge(
                        new DefaultChallenge(VECTORS.get(format + ".challenge").toByteArray()))
                    .build(),
                PasskeyAlgorithms.PARAMETERS,
                false,
                true)));
  }

  private static AttestationRoots roots() throws Exception {
    return new AttestationRoots(
        List.of(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(VECTORS.get("root").toByteArray()))));
  }

  @Test
  void apple() throws Exception {
    Bytes object = VECTORS.get("apple.attestation");
    RegistrationData data = verified("apple", object);
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    var attestation = Objects.requireNonNull(data.getAttestationObject());
    assertThat(attestation.getFormat()).isEqualTo("apple");
    assertThat(roots().judge(attestation, now)).isEqualTo(PasskeyAttestation.TRUSTED);
    assertThat(new AttestationRoots(List.of()).judge(attestation, now))
        .isEqualTo(PasskeyAttestation.UNKNOWN_ROOT);
    assertThat(roots().judge(attestation, Instant.EPOCH))
        .isEqualTo(PasskeyAttestation.UNKNOWN_ROOT);

    // The certificate's nonce is over the authenticator's data: another AAGUID doesn't do.
    String hex = object.hex();
    Bytes changed = Bytes.fromHex(hex.replace("748210a20076616a", "748210a20076616b"));
    assertThat(changed).isNotEqualTo(object);
    assertThatThrownBy(() -> verified("apple", changed))
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith("bad-attestation");
  }

  /// The specification's example has neither purpose nor origin in its key description, which
  /// section 8.4 demands of a genuine one: so it is refused for that, its signature being good.
  @Test
  void androidKeyWithoutPurpose() {
    Bytes object = VECTORS.get("android-key.attestation");
    assertThatThrownBy(() -> verified("android-key", object))
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessage("bad-attestation: KeyDescriptionValidationException");
    Bytes unsigned = Bytes.fromHex(object.hex().replace("0220592bbc3c4c", "0220592bbc3c4d"));
    assertThat(unsigned).isNotEqualTo(object);
    assertThatThrownBy(() -> verified("android-key", unsigned))
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith("bad-signature");
  }
}
