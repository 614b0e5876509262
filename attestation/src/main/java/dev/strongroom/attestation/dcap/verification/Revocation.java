// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.RememberedEndorsements;
import dev.strongroom.attestation.x509.RevocationList;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks revocation lists (RFC 5280, 6.3.3). A certificate of which no list in force tells counts as
/// revoked.
///
/// @param lists that are given
/// @param signatures verifies them
/// @param at when they have to be in force
/// @param remembered lists that were verified before; nothing is, unless the path holds
record Revocation(
    List<RevocationList> lists,
    SignatureProvider signatures,
    Instant at,
    RememberedEndorsements remembered) {
  /// Lists of one issuer that are verified at most.
  private static final int TRIED = 4;

  Revocation {
    lists = List.copyOf(lists);
  }

  /// Why a certificate can't be relied on.
  ///
  /// @param what it is called
  /// @return null if a list of its issuer is in force and none lists it
  @Nullable Reason of(String what, Certificate certificate, Certificate issuer) {
    String list = "revocation list of " + issuer.commonName();
    List<RevocationList> own =
        lists.stream()
            .filter(candidate -> candidate.issuer().equals(issuer.subject()))
            .limit(TRIED)
            .toList();
    if (own.isEmpty()) {
      return new Reason.RevocationUnknown("no " + list + " is given");
    }
    Reason problem = null;
    boolean inForce = false;
    for (RevocationList candidate : own) {
      String foreign = candidate.notOf(issuer, PathProfile.P256, signatures, remembered);
      if (foreign == null) {
        candidate.rememberIn(remembered, issuer);
      }
      if (foreign != null) {
        problem = new Reason.EndorsementInvalid(list, foreign);
      } else if (candidate.lists(certificate)) {
        return new Reason.Revoked(what, "it stands in the " + list);
      } else if (candidate.isCurrentAt(at)) {
        inForce = true;
      } else {
        problem =
            new Reason.EndorsementOutOfDate(
                list, candidate.thisUpdate(), candidate.nextUpdate(), at);
      }
    }
    return inForce ? null : problem;
  }
}
