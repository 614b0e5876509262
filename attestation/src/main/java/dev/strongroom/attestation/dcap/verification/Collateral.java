// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.RememberedEndorsements;
import dev.strongroom.attestation.x509.RevocationList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The certificates and revocation lists among endorsements. What can't be read isn't there:
/// whoever needs it finds it missing.
///
/// @param certificates in order
/// @param lists in order
/// @param unreadable how many of either couldn't be read
record Collateral(List<Certificate> certificates, List<RevocationList> lists, int unreadable) {

  Collateral {
    certificates = List.copyOf(certificates);
    lists = List.copyOf(lists);
  }

  static Collateral of(Endorsements endorsements, RememberedEndorsements remembered) {
    List<Certificate> certificates = new ArrayList<>();
    List<RevocationList> lists = new ArrayList<>();
    int unreadable = 0;
    for (Bytes encoded : distinct(endorsements, Endorsements.Type.CERTIFICATE)) {
      try {
        certificates.add(remembered.read(Certificate.class, encoded, Certificate::parse));
      } catch (DerException e) {
        unreadable++;
      }
    }
    for (Bytes encoded : distinct(endorsements, Endorsements.Type.REVOCATION_LIST)) {
      try {
        lists.add(remembered.read(RevocationList.class, encoded, RevocationList::parse));
      } catch (DerException e) {
        unreadable++;
      }
    }
    return new Collateral(certificates, lists, unreadable);
  }

  /// Intel serves the same chain with each document.
  private static List<Bytes> distinct(Endorsements endorsements, Endorsements.Type type) {
    return endorsements.of(type).stream().distinct().toList();
  }

  /// These certificates and others, which come first.
  Collateral after(List<Certificate> first) {
    List<Certificate> all = new ArrayList<>(first);
    all.addAll(certificates);
    return new Collateral(all, lists, unreadable);
  }

  /// Certificates whose subject has this common name.
  List<Certificate> named(String commonName) {
    return certificates.stream().filter(c -> commonName.equals(c.commonName())).toList();
  }

  /// The certificate of whoever issued `certificate`, by name; by key identifier where several have
  /// the name, and a pinned root before others.
  Optional<Certificate> issuer(Certificate certificate, List<TrustAnchor> anchors) {
    Predicate<Certificate> fits =
        candidate ->
            certificate.extensions().authorityKeyId() != null
                && certificate
                    .extensions()
                    .authorityKeyId()
                    .equals(candidate.extensions().subjectKeyId());
    return certificates.stream()
        .filter(candidate -> candidate.subject().equals(certificate.issuer()))
        .min(
            Comparator.comparing((Certificate c) -> !Pinned.by(anchors, c))
                .thenComparing(c -> !fits.test(c)));
  }
}
