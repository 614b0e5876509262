// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.checks.CheckList;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Verifies the requests of an app whose key was attested before. Pure computation, thread-safe:
/// who remembers the counter has to see to it that two requests at once don't both pass.
public final class AssertionVerifier {
  private static final long MOST = (1L << 32) - 1;

  private final SignatureProvider signatures;

  private AssertionVerifier(SignatureProvider signatures) {
    this.signatures = signatures;
  }

  /// A verifier that computes with `signatures`.
  public static AssertionVerifier create(SignatureProvider signatures) {
    return new AssertionVerifier(signatures);
  }

  /// A key that was attested.
  ///
  /// @param publicKey SubjectPublicKeyInfo, DER, out of verified claims
  /// @param counter of the assertion accepted last; 0 if there was none
  public record KnownKey(Bytes publicKey, long counter) {
    /// Checks the range.
    public KnownKey {
      if (counter < 0 || counter > MOST) {
        throw new IllegalArgumentException("a counter has 32 bits");
      }
    }
  }

  /// Verifies an assertion.
  ///
  /// @param challenge the client data's hash as user data, or the nonce whose SHA-256 it is
  /// @param at for the verdict; nothing in an assertion has a date
  /// @return the counter to remember for the key
  /// @throws AttestationException if any check failed; carries the first reason and the verdict
  public long verify(
      AppAttestAssertion assertion,
      AppAttestPolicy policy,
      KnownKey key,
      Challenge challenge,
      Instant at)
      throws AttestationException {
    AuthenticatorData data = assertion.authenticatorData();
    CheckList checks = new CheckList();
    signature(assertion, key.publicKey(), ClientDataHash.of(challenge), checks);
    if (data.counter() > key.counter()) {
      checks.pass(AppAttestCheck.ASSERTION_COUNTER, data.counter() + " after " + key.counter());
    } else {
      checks.fail(
          AppAttestCheck.ASSERTION_COUNTER,
          new Reason.BelowMinimum("counter", key.counter() + 1, data.counter()));
    }
    checks.enter(Stage.POLICY);
    AppAttestAppraisal.application(AppAttestCheck.ASSERTION_APPLICATION, policy, data, checks);
    Verdict verdict =
        new Verdict(
            EvidenceKind.APPLE_APP_ATTEST,
            at,
            checks.checks(),
            PlatformStatus.NOT_REPORTED,
            List.of(),
            false,
            true);
    Optional<Reason> reason = verdict.firstFailure().map(Check::reason);
    if (reason.isPresent()) {
      throw new AttestationException(reason.get(), verdict);
    }
    return data.counter();
  }

  private void signature(
      AppAttestAssertion assertion, Bytes publicKey, ClientDataHash hash, CheckList checks) {
    AppAttestCheck check = AppAttestCheck.ASSERTION_SIGNATURE;
    if (hash.expected().isEmpty()) {
      checks.fail(check, new Reason.ChallengeIncomplete("client-data-hash"));
      return;
    }
    Optional<Bytes> nonce = hash.nonce(assertion.authenticatorData());
    try {
      if (nonce.isPresent()
          && signatures.verify(
              SignatureAlgorithm.ECDSA_SHA256,
              signatures.ecKey(publicKey),
              assertion.signature(),
              nonce.get())) {
        checks.pass(check, "made by the attested key");
      } else {
        checks.fail(
            check, new Reason.SignatureInvalid("signature isn't the key's over this request"));
      }
    } catch (InvalidKeyException e) {
      checks.fail(check, new Reason.Unverifiable("the attested key isn't one on a curve"));
    }
  }
}
