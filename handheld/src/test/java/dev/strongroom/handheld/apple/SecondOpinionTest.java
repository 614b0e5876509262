// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.webauthn4j.anchor.TrustAnchorRepository;
import com.webauthn4j.appattest.DeviceCheckManager;
import com.webauthn4j.appattest.data.DCAttestationData;
import com.webauthn4j.appattest.data.DCAttestationParameters;
import com.webauthn4j.appattest.data.DCAttestationRequest;
import com.webauthn4j.appattest.server.DCServerProperty;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.DefaultCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.VerificationException;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// WebAuthn4J over the same attestations: what ours accepts it accepts, and what matters most it
/// refuses too. It reads the time off the machine, so these are of today.
class SecondOpinionTest {
  private static DCAttestationData ask(ForgedAttestation attestation) {
    Bytes challenge = ForgedAttestation.CHALLENGE;
    return new DeviceCheckManager(new DefaultCertPathTrustworthinessVerifier(roots()))
        .validate(
            new DCAttestationRequest(
                attestation.keyId().toByteArray(),
                attestation.encoded().toByteArray(),
                Sha256.of(challenge).toByteArray()),
            new DCAttestationParameters(
                new DCServerProperty(
                    ForgedAttestation.APP.team() + "." + ForgedAttestation.APP.bundle(),
                    new DefaultChallenge(challenge.toByteArray()))));
  }

  private static TrustAnchorRepository roots() {
    try {
      X509Certificate root =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(ForgedAttestation.ROOT.certificate().toByteArray()));
      Set<TrustAnchor> anchors = Set.of(new TrustAnchor(root, null));
      return new TrustAnchorRepository() {
        @Override
        public Set<TrustAnchor> find(AAGUID aaguid) {
          return anchors;
        }

        @Override
        public Set<TrustAnchor> find(byte[] attestationCertificateKeyIdentifier) {
          return anchors;
        }
      };
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ForgedAttestation today() {
    ForgedAttestation attestation = new ForgedAttestation();
    Instant now = Instant.now();
    attestation.leaf = attestation.leaf.during(now.minusSeconds(3600), now.plusSeconds(3600));
    attestation.time = AppraisalTime.at(now);
    return attestation;
  }

  @Test
  void acceptsWhatOursAccepts() throws Exception {
    ForgedAttestation attestation = today();
    assertThat(attestation.explain().verdict().accepted()).isTrue();
    assertThat(ask(attestation).getKeyId()).isEqualTo(attestation.keyId().toByteArray());
  }

  @Test
  void refusesWhatOursRefuses() throws Exception {
    ForgedAttestation challenge = today();
    challenge.signedChallenge = Bytes.utf8("yesterday's challenge");
    ForgedAttestation counter = today();
    counter.counter = 1;
    ForgedAttestation app = today();
    app.appHash = Bytes.zeros(32);
    ForgedAttestation root = today();
    root.root = ForgedAttestation.OTHER_ROOT;
    for (ForgedAttestation wrong : Set.of(challenge, counter, app, root)) {
      assertThat(wrong.explain().verdict().accepted()).isFalse();
      assertThatThrownBy(() -> ask(wrong)).isInstanceOf(VerificationException.class);
    }
  }
}
