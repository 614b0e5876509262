// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;

/// What the fake's key policy says: `kms:RecipientAttestation:ImageSha384` is this PCR 0. Whether
/// the evidence is genuine is KMS's own business, before any policy.
///
/// @param root of the simulated device, DER
/// @param imageSha384 PCR 0
record FakeReleasePolicy(Bytes root, Bytes imageSha384, InstantSource clock) {
  private static final Duration FRESH = Duration.ofMinutes(5);

  /// The key to encrypt to, if the evidence is genuine and of the measurement.
  Bytes recipientOf(Bytes document) throws Exception {
    Claims claims;
    try {
      String why = "KMS doesn't look at it";
      NitroPolicy genuine =
          NitroPolicy.builder()
              .anchor(
                  new TrustAnchor(
                      "simulated",
                      Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(root.toByteArray())),
                      true))
              .ignoreImage("a condition of the key's policy")
              .ignoreSigner(why)
              .ignoreRole(why)
              .ignoreInstance(why)
              .ignoreNonce(why)
              .ignorePublicKey("looked at below")
              .ignoreUserData(why)
              .requireAge(FRESH)
              .build();
      claims =
          Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4))
              .verify(
                  Evidence.parse(document), genuine, Challenge.none(), AppraisalTime.live(clock))
              .claims();
    } catch (MalformedEvidenceException | AttestationException e) {
      throw new FakeKms.Refusal(400, "ValidationException", "attestation document");
    }
    if (!imageSha384.equals(claims.measurements().get("pcr0"))) {
      throw new FakeKms.Refusal(400, "AccessDeniedException", "no identity-based policy allows it");
    }
    Bytes key = claims.publicKey().orElse(Bytes.EMPTY);
    requireRsa(key);
    return key;
  }

  private static void requireRsa(Bytes key) throws Exception {
    try {
      RSAPublicKey rsa =
          (RSAPublicKey)
              KeyFactory.getInstance("RSA")
                  .generatePublic(new X509EncodedKeySpec(key.toByteArray()));
      int bits = rsa.getModulus().bitLength();
      if (bits >= 2048 && bits <= 4096) {
        return;
      }
    } catch (InvalidKeySpecException e) {
      // Refused below.
    }
    throw new FakeKms.Refusal(400, "ValidationException", "public key");
  }
}
