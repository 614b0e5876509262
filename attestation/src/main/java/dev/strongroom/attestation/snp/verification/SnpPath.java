// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathProfile;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds, among certificates in any order, those that a report was signed under: by names, and
/// where several have the same name, by what they signed. Nothing that is found is trusted yet.
///
/// @param leaf of the key that signed; null if there is none
/// @param issuer of the leaf; null if there is none
/// @param root issuer of the issuer; null if there is none
/// @param malformed why a certificate couldn't be read; null if all could
record SnpPath(
    @Nullable Certificate leaf,
    @Nullable Certificate issuer,
    @Nullable Certificate root,
    @Nullable String malformed) {

  /// More certificates of one name aren't tried.
  private static final int TRIED = 8;

  static SnpPath find(SnpReport report, Given given, SignatureProvider signatures) {
    List<Certificate> authorities = new ArrayList<>();
    List<Certificate> leaves = new ArrayList<>();
    String malformed = null;
    for (Bytes encoded : given.certificates()) {
      try {
        Certificate certificate = Certificate.parse(encoded);
        (certificate.extensions().ca() ? authorities : leaves).add(certificate);
      } catch (DerException e) {
        malformed = e.getMessage();
      }
    }
    Certificate leaf = leaf(report, leaves, signatures);
    Certificate issuer = leaf == null ? null : issuer(leaf, authorities, signatures);
    Certificate root = issuer == null ? null : issuer(issuer, authorities, signatures);
    return new SnpPath(leaf, issuer, root, malformed);
  }

  private static @Nullable Certificate leaf(
      SnpReport report, List<Certificate> leaves, SignatureProvider signatures) {
    List<Certificate> named =
        leaves.stream()
            .filter(leaf -> Objects.equals(leaf.commonName(), report.signer().leafName()))
            .toList();
    List<Certificate> candidates = named.isEmpty() ? leaves : named;
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    int best =
        candidates.stream().mapToInt(candidate -> fitness(report, candidate)).max().orElse(0);
    return first(
        candidates.stream().filter(candidate -> fitness(report, candidate) == best).toList(),
        candidate -> signed(report, candidate, signatures));
  }

  /// How well a leaf fits: the right chip counts more than the right firmware.
  private static int fitness(SnpReport report, Certificate leaf) {
    LeafExtensions extensions;
    try {
      extensions = LeafExtensions.read(leaf);
    } catch (DerException e) {
      return 0;
    }
    Product product = report.product().orElse(extensions.product());
    boolean firmware = product != null && extensions.tcb(product).equals(report.reportedTcb());
    return (extensions.isFor(report.chipId()) ? 2 : 0) + (firmware ? 1 : 0);
  }

  private static boolean signed(SnpReport report, Certificate leaf, SignatureProvider signatures) {
    try {
      return signatures.verify(
          SignatureAlgorithm.ECDSA_SHA384_FIXED,
          signatures.ecKey(leaf.publicKeyInfo()),
          report.signature(),
          report.signedPart());
    } catch (InvalidKeyException e) {
      return false;
    }
  }

  private static @Nullable Certificate issuer(
      Certificate certificate, List<Certificate> authorities, SignatureProvider signatures) {
    return first(
        authorities.stream()
            .filter(authority -> authority.subject().equals(certificate.issuer()))
            .toList(),
        authority -> signed(certificate, authority, signatures));
  }

  /// Whether an authority signed a certificate.
  static boolean signed(
      Certificate certificate, Certificate authority, SignatureProvider signatures) {
    SignatureAlgorithm algorithm = PathProfile.AMD.signature(certificate.signatureAlgorithm());
    if (algorithm == null) {
      return false;
    }
    try {
      PublicKey key = signatures.rsaKey(authority.publicKeyInfo());
      return signatures.verify(algorithm, key, certificate.signature(), certificate.signedPart());
    } catch (InvalidKeyException e) {
      return false;
    }
  }

  /// The only one; of several the first that is the right one, or else just the first.
  private static @Nullable Certificate first(
      List<Certificate> candidates, Predicate<Certificate> right) {
    if (candidates.size() > 1) {
      for (Certificate candidate : candidates.subList(0, Math.min(candidates.size(), TRIED))) {
        if (right.test(candidate)) {
          return candidate;
        }
      }
    }
    return candidates.isEmpty() ? null : candidates.getFirst();
  }
}
