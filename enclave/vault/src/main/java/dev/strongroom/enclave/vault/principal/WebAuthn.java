// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.verifier.attestation.statement.androidkey.AndroidKeyAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.apple.AppleAnonymousAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.tpm.TPMAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.NullSelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.BadAlgorithmException;
import com.webauthn4j.verifier.exception.BadAttestationStatementException;
import com.webauthn4j.verifier.exception.BadChallengeException;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.BadSignatureException;
import com.webauthn4j.verifier.exception.CertificateException;
import com.webauthn4j.verifier.exception.ConstraintViolationException;
import com.webauthn4j.verifier.exception.CrossOriginException;
import com.webauthn4j.verifier.exception.InconsistentClientDataTypeException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.NotAllowedAlgorithmException;
import com.webauthn4j.verifier.exception.NotAllowedCredentialIdException;
import com.webauthn4j.verifier.exception.PublicKeyMismatchException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import com.webauthn4j.verifier.exception.VerificationException;
import java.util.List;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/// WebAuthn4J behind a fence: its readers have limits, its formats are on a list, and whatever it
/// throws becomes a refusal.
final class WebAuthn {
  private static final int DEEPEST = 12;
  private static final int LONGEST = 64 << 10;
  private static final int LONGEST_NAME = 256;

  private WebAuthn() {}

  /// What is asked of the library.
  interface Call<T> {
    T call();
  }

  static ObjectConverter converter() {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxDocumentLength(LONGEST)
            .maxStringLength(LONGEST)
            .maxNameLength(LONGEST_NAME)
            .maxTokenCount(LONGEST)
            .build();
    return new ObjectConverter(
        new JsonMapper(
            JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(limits)
                .build()),
        new CBORMapper(
            CBORFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(limits)
                .build()));
  }

  /// A verifier of these formats of attestation; whom to believe is decided elsewhere.
  static WebAuthnManager manager(ObjectConverter converter) {
    return new WebAuthnManager(
        List.of(
            new NoneAttestationStatementVerifier(),
            new PackedAttestationStatementVerifier(),
            new TPMAttestationStatementVerifier(),
            new AndroidKeyAttestationStatementVerifier(),
            new AppleAnonymousAttestationStatementVerifier(),
            new FIDOU2FAttestationStatementVerifier()),
        new NullCertPathTrustworthinessVerifier(),
        new NullSelfAttestationTrustworthinessVerifier(),
        converter);
  }

  /// Asks the library.
  ///
  /// @throws RefusedPrincipalException if it throws
  static <T> T guarded(Call<T> call) throws RefusedPrincipalException {
    JdkProviders.checkOrder();
    try {
      return call.call();
    } catch (DataConversionException e) {
      throw RefusedPrincipalException.malformed("not data of WebAuthn");
    } catch (VerificationException e) {
      throw new RefusedPrincipalException(refusal(e), e.getClass().getSimpleName());
    } catch (RuntimeException e) {
      // The library's readers throw what they like. Its input is hostile, and nothing of it is
      // kept.
      throw RefusedPrincipalException.malformed("not data of WebAuthn");
    }
  }

  private static PrincipalRefusal refusal(VerificationException e) {
    return switch (e) {
      case BadChallengeException _ -> PrincipalRefusal.WRONG_CHALLENGE;
      case BadOriginException _ -> PrincipalRefusal.WRONG_ORIGIN;
      case CrossOriginException _ -> PrincipalRefusal.CROSS_ORIGIN;
      case BadRpIdException _ -> PrincipalRefusal.WRONG_RELYING_PARTY;
      case InconsistentClientDataTypeException _ -> PrincipalRefusal.WRONG_TYPE;
      case UserNotPresentException _ -> PrincipalRefusal.USER_NOT_PRESENT;
      case UserNotVerifiedException _ -> PrincipalRefusal.USER_NOT_VERIFIED;
      case MaliciousCounterValueException _ -> PrincipalRefusal.COUNTER_NOT_RISING;
      case NotAllowedCredentialIdException _ -> PrincipalRefusal.OTHER_CREDENTIAL;
      case BadSignatureException _ -> PrincipalRefusal.BAD_SIGNATURE;
      case BadAlgorithmException _ -> PrincipalRefusal.UNKNOWN_ALGORITHM;
      case NotAllowedAlgorithmException _ -> PrincipalRefusal.UNKNOWN_ALGORITHM;
      case BadAttestationStatementException _ -> PrincipalRefusal.BAD_ATTESTATION;
      case CertificateException _ -> PrincipalRefusal.BAD_ATTESTATION;
      case PublicKeyMismatchException _ -> PrincipalRefusal.BAD_ATTESTATION;
      case ConstraintViolationException _ -> PrincipalRefusal.MALFORMED;
      default -> PrincipalRefusal.NOT_VERIFIED;
    };
  }
}
