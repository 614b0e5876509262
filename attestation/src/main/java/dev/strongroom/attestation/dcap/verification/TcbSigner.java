// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.dcap.verification.SignedDocuments.Choice;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathCheck;
import dev.strongroom.attestation.x509.PathCheck.Rule;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import dev.strongroom.attestation.x509.RememberedEndorsements;
import java.security.InvalidKeyException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds and verifies the certificate of the key that signs collateral. Intel issued it again with
/// the same key and the same serial number, so several may be there: one that is valid comes first.
final class TcbSigner {
  private static final String NAME = "tcb-signing";
  private static final String LEAF = "Intel SGX TCB Signing";
  private static final String ROOT = "Intel SGX Root CA";

  private final SignatureProvider signatures;
  private final PathVerifier paths;
  private final CheckList checks;

  TcbSigner(SignatureProvider signatures, PathVerifier paths, CheckList checks) {
    this.signatures = signatures;
    this.paths = paths;
    this.checks = checks;
  }

  /// Runs the checks.
  ///
  /// @return null if there is no such certificate
  PathVerifier.@Nullable Result check(
      Collateral collateral, Appraisal appraisal, Choice<TcbInfo> info) {
    List<Certificate> candidates =
        collateral.named(LEAF).stream()
            .sorted(Comparator.comparing(c -> !c.isValidAt(appraisal.at())))
            .toList();
    Optional<Certificate> leaf =
        candidates.stream()
            .limit(PckChain.TRIED)
            .filter(candidate -> candidates.size() == 1 || signed(candidate, info.best()))
            .findFirst()
            .or(() -> candidates.stream().findFirst());
    Optional<Certificate> root =
        leaf.flatMap(found -> collateral.issuer(found, appraisal.anchors()));
    if (leaf.isEmpty() || root.isEmpty()) {
      checks.fail(
          DcapCheck.TCB_SIGNING_CHAIN,
          new Reason.EndorsementMissing(
              leaf.isEmpty() ? "TCB signing certificate" : "root of the TCB signing certificate"));
      return null;
    }
    checks.pass(DcapCheck.TCB_SIGNING_CHAIN, "from the endorsements");
    int failures = checks.failures();
    PathVerifier.Result path =
        paths.verifyEndorser(
            NAME,
            PathProfile.P256,
            List.of(root.get().encoded()),
            leaf.get().encoded(),
            appraisal.anchors(),
            appraisal.at(),
            checks);
    if (ROOT.equals(root.get().commonName())) {
      checks.pass(DcapCheck.TCB_SIGNING_SUBJECT, "of " + ROOT);
    } else {
      checks.fail(
          DcapCheck.TCB_SIGNING_SUBJECT,
          new Reason.Inconsistent("issued by " + root.get().commonName()));
    }
    PathCheck revocation = new PathCheck(NAME, Rule.REVOCATION);
    Reason problem =
        new Revocation(
                collateral.lists(),
                signatures,
                appraisal.at(),
                checks.failures() == failures
                    ? paths.endorsements()
                    : RememberedEndorsements.none())
            .of("the TCB signing certificate", leaf.get(), root.get());
    if (problem == null) {
      checks.pass(revocation, "not listed");
    } else {
      checks.fail(revocation, problem);
    }
    return path;
  }

  private boolean signed(Certificate candidate, Optional<TcbInfo> info) {
    try {
      return info.isPresent()
          && SignedDocuments.signed(
              signatures, info.get().head(), signatures.ecKey(candidate.publicKeyInfo()));
    } catch (InvalidKeyException e) {
      return false;
    }
  }
}
