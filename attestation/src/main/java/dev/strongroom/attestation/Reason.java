// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Why a check failed. Codes are stable; they appear in JSON, metrics and test vectors.
///
/// Certificates are numbered from the root, which is 0.
public sealed interface Reason {

  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// The envelope isn't signed with the one algorithm that this kind of evidence uses.
  record UnsupportedAlgorithm(String found) implements Reason {
    @Override
    public String code() {
      return "unsupported-algorithm";
    }

    @Override
    public String describe() {
      return "signature algorithm " + found + " instead of ES384";
    }
  }

  /// The envelope's headers hold something that genuine evidence doesn't.
  record UnexpectedHeader(String found) implements Reason {
    @Override
    public String code() {
      return "unexpected-header";
    }

    @Override
    public String describe() {
      return found;
    }
  }

  /// The evidence contradicts itself, or isn't of the kind that its layout suggests.
  record Inconsistent(String detail) implements Reason {
    @Override
    public String code() {
      return "inconsistent";
    }

    @Override
    public String describe() {
      return detail;
    }
  }

  /// The first certificate isn't a root that the policy pins.
  record UntrustedRoot(Bytes sha256) implements Reason {
    @Override
    public String code() {
      return "untrusted-root";
    }

    @Override
    public String describe() {
      return "root certificate with SHA-256 " + sha256.hex() + " isn't pinned";
    }
  }

  /// A certificate isn't strict DER of a version 3 certificate.
  record CertificateMalformed(int position, String detail) implements Reason {
    @Override
    public String code() {
      return "certificate-malformed";
    }

    @Override
    public String describe() {
      return "certificate " + position + ": " + detail;
    }
  }

  /// A certificate's key or signature is of a type that this kind of evidence doesn't use.
  record CertificateUnsuitable(int position, String detail) implements Reason {
    @Override
    public String code() {
      return "certificate-unsuitable";
    }

    @Override
    public String describe() {
      return "certificate " + position + ": " + detail;
    }
  }

  /// A certificate wasn't issued by the one before it.
  record NotChained(int position, String detail) implements Reason {
    @Override
    public String code() {
      return "not-chained";
    }

    @Override
    public String describe() {
      return "certificate " + position + ": " + detail;
    }
  }

  /// A certificate's CA flag isn't what its place demands.
  record WrongAuthority(int position, boolean wanted) implements Reason {
    @Override
    public String code() {
      return "wrong-authority";
    }

    @Override
    public String describe() {
      return "certificate " + position + (wanted ? " isn't a CA" : " is a CA, not a leaf");
    }
  }

  /// More CA certificates follow than one allows.
  record PathTooLong(int position, int allowed, int found) implements Reason {
    @Override
    public String code() {
      return "path-too-long";
    }

    @Override
    public String describe() {
      return "certificate "
          + position
          + " allows "
          + allowed
          + " CA certificates below it, "
          + found
          + " follow";
    }
  }

  /// A certificate's key may not be used for what its place demands.
  record WrongKeyUsage(int position, String needed) implements Reason {
    @Override
    public String code() {
      return "wrong-key-usage";
    }

    @Override
    public String describe() {
      return "certificate " + position + " lacks the key usage " + needed;
    }
  }

  /// A certificate restricts the path in a way that isn't understood.
  record ExtensionNotUnderstood(int position, String identifier) implements Reason {
    @Override
    public String code() {
      return "extension-not-understood";
    }

    @Override
    public String describe() {
      return "certificate "
          + position
          + " carries an extension that isn't understood: "
          + identifier;
    }
  }

  /// A certificate isn't valid yet at the chosen time.
  record NotYetValid(int position, Instant notBefore, Instant at) implements Reason {
    @Override
    public String code() {
      return "not-yet-valid";
    }

    @Override
    public String describe() {
      return "certificate " + position + " is valid from " + notBefore + ", judged at " + at;
    }
  }

  /// A certificate isn't valid any more at the chosen time.
  record Expired(int position, Instant notAfter, Instant at) implements Reason {
    @Override
    public String code() {
      return "expired";
    }

    @Override
    public String describe() {
      return "certificate " + position + " expired " + notAfter + ", judged at " + at;
    }
  }

  /// A certificate's signature isn't its issuer's.
  record CertificateSignatureInvalid(int position) implements Reason {
    @Override
    public String code() {
      return "certificate-signature-invalid";
    }

    @Override
    public String describe() {
      return position == 0
          ? "the root wasn't signed by its own key"
          : "certificate " + position + " wasn't signed by certificate " + (position - 1);
    }
  }

  /// The evidence's signature isn't the leaf's, or the content was changed.
  record SignatureInvalid(String detail) implements Reason {
    @Override
    public String code() {
      return "signature-invalid";
    }

    @Override
    public String describe() {
      return detail;
    }
  }

  /// A check couldn't be made because one before it failed.
  record Unverifiable(String detail) implements Reason {
    @Override
    public String code() {
      return "unverifiable";
    }

    @Override
    public String describe() {
      return detail;
    }
  }

  /// The policy is for another kind of evidence.
  record WrongKind(EvidenceKind wanted, EvidenceKind found) implements Reason {
    @Override
    public String code() {
      return "wrong-kind";
    }

    @Override
    public String describe() {
      return "the policy is for " + wanted + ", the evidence is " + found;
    }
  }

  /// Whoever runs the host can look inside.
  record DebugMode() implements Reason {
    @Override
    public String code() {
      return "debug-mode";
    }

    @Override
    public String describe() {
      return "it runs in debug mode: whoever runs the host can look inside";
    }
  }

  /// No set of reference values fits.
  ///
  /// @param differences one line for each set
  record MeasurementNotAccepted(List<String> differences) implements Reason {
    /// Copies the list.
    public MeasurementNotAccepted {
      differences = List.copyOf(differences);
    }

    @Override
    public String code() {
      return "measurement-not-accepted";
    }

    @Override
    public String describe() {
      return String.join("; ", differences);
    }
  }

  /// A claim isn't among the accepted values.
  record ClaimNotAccepted(String claim, String found) implements Reason {
    @Override
    public String code() {
      return claim + "-not-accepted";
    }

    @Override
    public String describe() {
      return claim + " isn't among the accepted ones: " + found;
    }
  }

  /// The evidence isn't bound to what the relying party expects.
  record BindingDiffers(String claim, String wanted, String found) implements Reason {
    @Override
    public String code() {
      return claim + "-differs";
    }

    @Override
    public String describe() {
      return claim + ": expected " + wanted + ", found " + found;
    }
  }

  /// The policy requires a binding, but the caller's challenge says nothing to compare it with.
  record ChallengeIncomplete(String claim) implements Reason {
    @Override
    public String code() {
      return claim + "-not-challenged";
    }

    @Override
    public String describe() {
      return "the policy requires " + claim + ", but no expected value was given";
    }
  }

  /// The evidence is older than the policy allows.
  record TooOld(Duration age, Duration allowed) implements Reason {
    @Override
    public String code() {
      return "too-old";
    }

    @Override
    public String describe() {
      return "made " + age + " before it was judged, at most " + allowed + " allowed";
    }
  }

  /// The evidence was made later than the time at which it is judged.
  record FromTheFuture(Instant made, Instant at) implements Reason {
    @Override
    public String code() {
      return "from-the-future";
    }

    @Override
    public String describe() {
      return "made at " + made + ", judged at " + at;
    }
  }

  /// Something that the evidence has to be verified with isn't among the endorsements.
  record EndorsementMissing(String what) implements Reason {
    @Override
    public String code() {
      return "endorsement-missing";
    }

    @Override
    public String describe() {
      return "no " + what + " is given";
    }
  }

  /// An endorsement isn't what it has to be.
  record EndorsementMalformed(String what, String detail) implements Reason {
    @Override
    public String code() {
      return "endorsement-malformed";
    }

    @Override
    public String describe() {
      return what + ": " + detail;
    }
  }

  /// An endorsement isn't its maker's.
  record EndorsementInvalid(String what, String detail) implements Reason {
    @Override
    public String code() {
      return "endorsement-invalid";
    }

    @Override
    public String describe() {
      return what + ": " + detail;
    }
  }

  /// An endorsement isn't in force at the chosen time.
  record EndorsementOutOfDate(String what, Instant from, Instant until, Instant at)
      implements Reason {
    @Override
    public String code() {
      return "endorsement-out-of-date";
    }

    @Override
    public String describe() {
      return what + " is in force from " + from + " until " + until + ", judged at " + at;
    }
  }

  /// An endorsement is about something else than the evidence.
  record EndorsementDiffers(String what, String wanted, String found) implements Reason {
    @Override
    public String code() {
      return "endorsement-differs";
    }

    @Override
    public String describe() {
      return what + ": the endorsement says " + wanted + ", the evidence " + found;
    }
  }

  /// The maker has taken back its word on a certificate.
  record Revoked(String what, String detail) implements Reason {
    @Override
    public String code() {
      return "revoked";
    }

    @Override
    public String describe() {
      return what + " was revoked: " + detail;
    }
  }

  /// Nothing that is given says whether a certificate was revoked.
  record RevocationUnknown(String what) implements Reason {
    @Override
    public String code() {
      return "revocation-unknown";
    }

    @Override
    public String describe() {
      return "revocation unknown: " + what;
    }
  }

  /// A version is lower than the policy demands.
  record BelowMinimum(String what, long wanted, long found) implements Reason {
    @Override
    public String code() {
      return "below-minimum";
    }

    @Override
    public String describe() {
      return what + " is " + found + ", at least " + wanted + " is demanded";
    }
  }

  /// The policy doesn't accept what the maker says of the platform.
  record StatusNotAccepted(PlatformStatus found) implements Reason {
    @Override
    public String code() {
      return "platform-status-not-accepted";
    }

    @Override
    public String describe() {
      return "the platform is " + found;
    }
  }

  /// The platform is open to weaknesses that the policy doesn't accept.
  record AdvisoryNotAccepted(List<String> advisories) implements Reason {
    /// Copies the list.
    public AdvisoryNotAccepted {
      advisories = List.copyOf(advisories);
    }

    @Override
    public String code() {
      return "advisory-not-accepted";
    }

    @Override
    public String describe() {
      return "the platform is open to " + String.join(", ", advisories);
    }
  }

  /// A log doesn't lead to what was measured.
  record NotReplayed(String what, String detail) implements Reason {
    @Override
    public String code() {
      return "not-replayed";
    }

    @Override
    public String describe() {
      return what + ": " + detail;
    }
  }

  /// A claim has a value that the policy denies by name.
  record Denied(String claim, String found) implements Reason {
    @Override
    public String code() {
      return "denied";
    }

    @Override
    public String describe() {
      return claim + " is denied by the policy: " + found;
    }
  }

  /// Evidence that states no time can't be judged at its own.
  record NoTimeStated() implements Reason {
    @Override
    public String code() {
      return "no-time-stated";
    }

    @Override
    public String describe() {
      return "the evidence states no time: say at which one it is to be judged";
    }
  }

  /// None of the levels that the maker lists is one that the platform reaches, so nothing is known
  /// of its state.
  record NoLevelFits(String what, String found) implements Reason {
    @Override
    public String code() {
      return "no-level-fits";
    }

    @Override
    public String describe() {
      return "the maker lists no level of " + what + " that it reaches: " + found;
    }
  }
}
