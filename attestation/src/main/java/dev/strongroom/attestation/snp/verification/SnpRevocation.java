// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.RememberedEndorsements;
import dev.strongroom.attestation.x509.RevocationList;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Asks AMD's revocation lists (AMD 57230, 2.3). They are the root's, and speak only of the
/// authorities under it: single chips are never revoked.
///
/// @param name of the check
/// @param signatures computes
/// @param remembered lists that were verified before
/// @param checks where it is noted
record SnpRevocation(
    CheckName name,
    SignatureProvider signatures,
    RememberedEndorsements remembered,
    CheckList checks) {
  private static final String LIST = "revocation list";

  /// Looks at the lists that are given.
  ///
  /// @param root whose key is pinned
  /// @return whether a good list says that the issuer isn't revoked
  boolean check(Certificate root, Certificate issuer, Given given, Instant at) {
    Reason problem = null;
    boolean good = false;
    for (Bytes encoded : given.lists()) {
      RevocationList list;
      try {
        list = remembered.read(RevocationList.class, encoded, RevocationList::parse);
      } catch (DerException e) {
        problem = new Reason.EndorsementMalformed(LIST, e.getMessage());
        continue;
      }
      if (!list.issuer().equals(root.subject())) {
        continue;
      }
      Reason wrong = problem(list, root, issuer, at);
      if (wrong instanceof Reason.Revoked) {
        checks.fail(name, wrong);
        return false;
      }
      if (wrong == null) {
        good = true;
      } else {
        problem = wrong;
      }
    }
    if (good) {
      checks.pass(name, "not on the list of " + root.commonName());
    } else if (problem != null) {
      checks.fail(name, problem);
    } else {
      checks.skip(name, "revocation unknown: no list of " + root.commonName() + " given");
    }
    return good;
  }

  /// An authority that was revoked stays so: the date of the list doesn't matter then.
  private @Nullable Reason problem(
      RevocationList list, Certificate root, Certificate issuer, Instant at) {
    String foreign = list.notOf(root, PathProfile.AMD, signatures, remembered);
    if (foreign != null) {
      return new Reason.EndorsementInvalid(LIST, foreign);
    }
    list.rememberIn(remembered, root);
    if (list.lists(issuer)) {
      return new Reason.Revoked(
          String.valueOf(issuer.commonName()), "serial number " + issuer.serial().hex());
    }
    return list.isCurrentAt(at)
        ? null
        : new Reason.EndorsementOutOfDate(LIST, list.thisUpdate(), list.nextUpdate(), at);
  }
}
