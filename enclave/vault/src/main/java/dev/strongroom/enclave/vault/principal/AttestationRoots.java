// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import com.webauthn4j.anchor.TrustAnchorRepository;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.statement.CertificateBaseAttestationStatement;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.DefaultCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.VerificationException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What an attestation that holds is worth, by the roots in the settings. Nothing is asked whether
/// a certificate was revoked: that would need the network.
final class AttestationRoots {
  private final DefaultCertPathTrustworthinessVerifier paths;
  private final boolean none;

  AttestationRoots(List<X509Certificate> roots) {
    Set<TrustAnchor> anchors =
        roots.stream()
            .map(root -> new TrustAnchor(root, null))
            .collect(Collectors.toUnmodifiableSet());
    none = anchors.isEmpty();
    paths =
        new DefaultCertPathTrustworthinessVerifier(
            new TrustAnchorRepository() {
              @Override
              public Set<TrustAnchor> find(AAGUID aaguid) {
                return anchors;
              }

              @Override
              public Set<TrustAnchor> find(byte[] keyIdentifier) {
                return anchors;
              }
            });
  }

  /// What it is worth, now that the statement itself was verified.
  PasskeyAttestation judge(AttestationObject object, Instant now) throws RefusedPrincipalException {
    return switch (object.getAttestationStatement()) {
      case null -> throw RefusedPrincipalException.malformed("no attestation statement");
      case NoneAttestationStatement _ -> PasskeyAttestation.NONE;
      case CertificateBaseAttestationStatement statement -> judge(statement, object, now);
      default ->
          throw new RefusedPrincipalException(
              PrincipalRefusal.BAD_ATTESTATION, "a format that isn't on the list");
    };
  }

  private PasskeyAttestation judge(
      CertificateBaseAttestationStatement statement, AttestationObject object, Instant now)
      throws RefusedPrincipalException {
    if (statement.getX5c() == null || statement.getX5c().isEmpty()) {
      return PasskeyAttestation.SELF;
    }
    if (none) {
      return PasskeyAttestation.UNKNOWN_ROOT;
    }
    AAGUID aaguid =
        Objects.requireNonNull(object.getAuthenticatorData().getAttestedCredentialData())
            .getAaguid();
    return WebAuthn.guarded(() -> {
      try {
        paths.verify(aaguid, statement, now);
        return PasskeyAttestation.TRUSTED;
      } catch (VerificationException e) {
        return PasskeyAttestation.UNKNOWN_ROOT;
      }
    });
  }
}
