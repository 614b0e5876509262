// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.nvidia.verification.NvidiaCheck.Rule;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.OcspResponse;
import dev.strongroom.attestation.x509.OcspResponse.Answer;
import dev.strongroom.attestation.x509.PathProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the given OCSP responses say of certificates. NVIDIA publishes revocation that way only.
final class Revocation {
  private final SignatureProvider signatures;
  private final Instant at;
  private final Optional<String> holdAllowed;
  private final List<OcspResponse> responses = new ArrayList<>();
  private final CheckList checks;
  private final Set<String> unknown = new LinkedHashSet<>();
  private boolean revoked;

  Revocation(
      SignatureProvider signatures,
      Appraisal appraisal,
      Optional<String> holdAllowed,
      CheckList checks) {
    this.signatures = signatures;
    this.at = appraisal.at();
    this.holdAllowed = holdAllowed;
    this.checks = checks;
    for (Bytes encoded : appraisal.endorsements().of(Endorsements.Type.OCSP_RESPONSE)) {
      try {
        responses.add(OcspResponse.parse(encoded));
      } catch (DerException e) {
        // Says nothing of any certificate; the one it was meant for stays unknown.
      }
    }
  }

  /// What came of all: revoked if any certificate was, unknown if anything is.
  PlatformStatus status() {
    if (revoked) {
      return PlatformStatus.REVOKED;
    }
    return unknown.isEmpty() ? PlatformStatus.UP_TO_DATE : PlatformStatus.UNKNOWN;
  }

  /// The subjects of which it isn't known.
  Set<String> unknown() {
    return unknown;
  }

  /// Checks certificates of a path.
  ///
  /// @param path verified, root first
  /// @param last the last position that a responder is expected to know
  void check(String subject, List<Certificate> path, int last) {
    NvidiaCheck name = new NvidiaCheck(subject, Rule.REVOCATION);
    List<String> held = new ArrayList<>();
    String missing = null;
    for (int i = 1; i <= last && i < path.size(); i++) {
      List<String> invalid = new ArrayList<>();
      List<Answer> answers = answers(path, i, invalid);
      boolean known = answers.stream().anyMatch(a -> a.status() == OcspResponse.Status.GOOD);
      for (Answer answer : answers) {
        if (answer.status() == OcspResponse.Status.REVOKED) {
          revoked = true;
          boolean hold = answer.reason() == Answer.HOLD;
          if (!hold || holdAllowed.isEmpty()) {
            checks.fail(
                name,
                new Reason.Revoked(
                    "certificate " + i, hold ? "on hold" : "CRLReason " + answer.reason()));
            return;
          }
          held.add("certificate " + i);
          known = true;
        }
      }
      if (!known) {
        if (!invalid.isEmpty()) {
          unknown.add(subject);
          checks.fail(name, new Reason.EndorsementInvalid("OCSP response", invalid.getFirst()));
          return;
        }
        missing = missing == null ? "certificate " + i : missing;
      }
    }
    if (path.size() < 2) {
      unknown.add(subject);
      checks.skip(name, "revocation unknown: the certificates can't be read");
    } else if (missing != null) {
      unknown.add(subject);
      checks.skip(name, "revocation unknown: no OCSP response knows " + missing);
    } else if (!held.isEmpty()) {
      checks.pass(name, "ON HOLD allowed: " + holdAllowed.orElse("") + ": " + held);
    } else {
      checks.pass(name, "none was revoked");
    }
  }

  /// The valid answers about a certificate, and what is wrong with others.
  private List<Answer> answers(List<Certificate> path, int position, List<String> invalid) {
    List<Answer> found = new ArrayList<>();
    Certificate issuer = path.get(position - 1);
    for (OcspResponse response : responses) {
      List<Answer> about = response.about(path.get(position), issuer);
      if (about.isEmpty()) {
        continue;
      }
      String wrong =
          response.notOf(path.subList(0, position).reversed(), PathProfile.P384, signatures, at);
      if (wrong != null) {
        invalid.add(wrong);
        continue;
      }
      for (Answer answer : about) {
        if (answer.isCurrentAt(at)) {
          found.add(answer);
        } else {
          invalid.add(
              "in force from "
                  + answer.thisUpdate()
                  + " until "
                  + answer.nextUpdate()
                  + ", judged at "
                  + at);
        }
      }
    }
    return found;
  }
}
