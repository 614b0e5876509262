// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verified;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelException.Refusal;
import java.time.InstantSource;
import java.util.Optional;

/// A key statement that accepted evidence binds. Only verification makes one.
public final class VerifiedStatement {
  private final KeyStatement statement;
  private final Verified<Claims> verified;
  private final Bytes evidence;

  private VerifiedStatement(KeyStatement statement, Verified<Claims> verified, Bytes evidence) {
    this.statement = statement;
    this.verified = verified;
    this.evidence = evidence;
  }

  /// Appraises the evidence, and compares the identity key with the pinned one, if there is one.
  ///
  /// @param nonce that the hardware evidence has to carry
  /// @throws ChannelException if anything is malformed or not what the policy demands
  static VerifiedStatement appraise(
      Bytes statement,
      Bytes evidence,
      Optional<Bytes> nonce,
      ChannelPolicy policy,
      Verifier verifier,
      InstantSource clock)
      throws ChannelException {
    try {
      KeyStatement keys = KeyStatement.parse(statement);
      Evidence parsed = Evidence.parse(evidence);
      Verified<Claims> verified =
          verifier.verify(
              parsed,
              policy.endorsements(),
              policy.appraisal(),
              keys.challenge(parsed.kind(), nonce),
              AppraisalTime.live(clock));
      checkIdentity(keys, policy);
      return new VerifiedStatement(keys, verified, evidence);
    } catch (MalformedExchangeException e) {
      throw new ChannelException(Refusal.EXCHANGE, e.getMessage(), e);
    } catch (MalformedEvidenceException e) {
      throw new ChannelException(Refusal.EVIDENCE_MALFORMED, e.getMessage(), e);
    } catch (AttestationException e) {
      throw new ChannelException(Refusal.EVIDENCE_REFUSED, e.getMessage(), e, e.verdict());
    }
  }

  /// Appraises what came over plain HTTPS, through whoever ends TLS (`docs/attested-channel.md`,
  /// section 8). It was made for `nonce`, and the statement's keys are the enclave's; of the
  /// connection that it came over it says nothing, so nothing may be sent there unencrypted.
  ///
  /// @param json what the server answered, see [HttpsAttestation]
  /// @param nonce the client's own, unpredictable and used once
  /// @param policy its `fresh` demands the nonce in the hardware evidence, which a server doesn't
  ///   give over plain HTTPS
  /// @throws ChannelException if it isn't what the policy demands, or was made for another nonce
  public static VerifiedStatement ofHttps(
      String json, Bytes nonce, ChannelPolicy policy, Verifier verifier, InstantSource clock)
      throws ChannelException {
    HttpsAttestation attestation;
    try {
      attestation = HttpsAttestation.parse(json);
    } catch (MalformedExchangeException e) {
      throw new ChannelException(Refusal.EXCHANGE, e.getMessage(), e);
    }
    VerifiedStatement appraised =
        appraise(
            attestation.statement(),
            attestation.evidence(),
            policy.fresh() ? Optional.of(nonce) : Optional.empty(),
            policy,
            verifier,
            clock);
    byte[] transcript =
        Transcript.ofHttps(
            attestation.statement(), attestation.evidence(), attestation.leafKeyInfo(), nonce);
    if (!SigningKey.verifies(
        appraised.statement.attestationKey(), transcript, attestation.signature())) {
      throw new ChannelException(Refusal.BINDING, "the attestation is for another nonce", null);
    }
    return appraised;
  }

  /// The keys.
  public KeyStatement statement() {
    return statement;
  }

  /// The claims of the evidence, and the checks that were passed.
  public Verified<Claims> verified() {
    return verified;
  }

  /// The evidence itself, for whoever keeps it or names its digest.
  public Bytes evidence() {
    return evidence;
  }

  private static void checkIdentity(KeyStatement keys, ChannelPolicy policy)
      throws ChannelException {
    if (policy.identityKey().filter(key -> !key.equals(keys.identityKey())).isPresent()) {
      throw new ChannelException(
          Refusal.IDENTITY,
          "a deployment with identity key " + keys.identityKey().hex() + ", not the pinned one",
          null);
    }
  }
}
