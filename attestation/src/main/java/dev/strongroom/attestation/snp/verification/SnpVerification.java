// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.Signer;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathCheck;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks whether a report is genuine: did AMD's hardware sign it, with the firmware and on the chip
/// that it names? The order is that of AMD's own description (AMD 57230, 2): certificates, what the
/// leaf is for, then the signature.
public final class SnpVerification {
  private static final String PATH = "path";

  private final SignatureProvider signatures;
  private final PathVerifier paths;

  /// A verification that computes with `signatures` and verifies paths by `paths`.
  public SnpVerification(SignatureProvider signatures, PathVerifier paths) {
    this.signatures = signatures;
    this.paths = paths;
  }

  /// What is known of a report once its checks are done.
  ///
  /// @param product by the report, or else by its leaf; empty if unknown
  /// @param provider whom the signing key was leased to; empty for a chip's own
  /// @param notRevoked whether a good list says that the issuer isn't revoked
  public record Result(Optional<Product> product, Optional<String> provider, boolean notRevoked) {}

  /// Runs all checks.
  ///
  /// @param endorsements certificates and lists, in any order
  /// @param brought more of them, which came with the report
  /// @param at the time for which dates are judged
  public Result check(
      SnpReport report,
      Endorsements endorsements,
      Endorsements brought,
      List<TrustAnchor> anchors,
      Instant at,
      CheckList checks) {
    signer(report, checks);
    Given given = Given.of(endorsements, brought);
    SnpPath path = SnpPath.find(report, given, signatures);
    LeafExtensions extensions = null;
    Reason unread = new Reason.EndorsementMissing("certificate of the key that signed");
    if (path.leaf() != null) {
      try {
        extensions = LeafExtensions.read(path.leaf());
      } catch (DerException e) {
        unread = new Reason.CertificateMalformed(2, e.getMessage());
      }
    }
    // Only version 2 states no processor. What a later one states counts, known or not.
    Optional<Product> product =
        report.version() < 3 && extensions != null
            ? Optional.ofNullable(extensions.product())
            : report.product();
    product(report, product, checks);
    new TcbOrder(report, checks).check(product);
    PublicKey key = null;
    boolean notRevoked = false;
    if (path.leaf() != null && path.issuer() != null && path.root() != null) {
      checks.pass(SnpCheck.ENDORSEMENTS, path.leaf().commonName() + " and its issuers are given");
      PathVerifier.Result verified =
          paths.verify(
              PATH,
              PathProfile.AMD,
              List.of(path.root().encoded(), path.issuer().encoded()),
              path.leaf().encoded(),
              anchors,
              at,
              checks);
      key = verified.leafKey();
      notRevoked =
          notRevoked(path.root(), path.issuer(), verified.anchor() != null, given, at, checks);
      roles(report.signer(), path.root(), path.issuer(), path.leaf(), product, checks);
    } else {
      checks.fail(SnpCheck.ENDORSEMENTS, missing(path, report.signer(), product));
      key = key(path.leaf());
    }
    new LeafChecks(report, checks).check(product, extensions, unread);
    signature(report, key, checks);
    return new Result(
        product, extensions == null ? Optional.empty() : extensions.provider(), notRevoked);
  }

  private static void signer(SnpReport report, CheckList checks) {
    if (report.signer() == Signer.NONE) {
      checks.fail(
          SnpCheck.SIGNER, new Reason.SignatureInvalid("the report says that it isn't signed"));
    } else {
      checks.pass(SnpCheck.SIGNER, report.signer().toString());
    }
  }

  private static void product(SnpReport report, Optional<Product> product, CheckList checks) {
    if (product.isPresent()) {
      checks.pass(
          SnpCheck.PRODUCT,
          product.get() + (report.version() < 3 ? ", by the certificate" : ", by CPUID"));
    } else {
      checks.fail(
          SnpCheck.PRODUCT,
          new Reason.Inconsistent("neither report nor certificate names a known product"));
    }
  }

  private static Reason missing(SnpPath path, Signer signer, Optional<Product> product) {
    if (path.malformed() != null) {
      return new Reason.EndorsementMalformed("certificate", path.malformed());
    }
    String issuer = product.map(signer::issuerName).orElse("the authority that issued it");
    if (path.leaf() == null) {
      return new Reason.EndorsementMissing("certificate " + signer.leafName());
    }
    return new Reason.EndorsementMissing(
        path.issuer() == null
            ? "certificate of " + issuer + " that issued the one of the key"
            : "certificate of AMD's root");
  }

  private @Nullable PublicKey key(@Nullable Certificate leaf) {
    if (leaf == null) {
      return null;
    }
    try {
      return signatures.ecKey(leaf.publicKeyInfo());
    } catch (InvalidKeyException e) {
      return null;
    }
  }

  private boolean notRevoked(
      Certificate root,
      Certificate issuer,
      boolean pinned,
      Given given,
      Instant at,
      CheckList checks) {
    PathCheck revocation = new PathCheck(PATH, PathCheck.Rule.REVOCATION);
    if (!pinned) {
      Reason reason = new Reason.Unverifiable("not verified, because the root isn't pinned");
      checks.fail(revocation, reason);
      return false;
    }
    return new SnpRevocation(revocation, signatures, paths.endorsements(), checks)
        .check(root, issuer, given, at);
  }

  private static void roles(
      Signer signer,
      Certificate root,
      Certificate issuer,
      Certificate leaf,
      Optional<Product> product,
      CheckList checks) {
    if (product.isEmpty()) {
      checks.fail(SnpCheck.ROLES, new Reason.Unverifiable("the product isn't known"));
      return;
    }
    List<String> wanted =
        List.of("ARK-" + product.get(), signer.issuerName(product.get()), signer.leafName());
    List<String> found =
        List.of(
            String.valueOf(root.commonName()),
            String.valueOf(issuer.commonName()),
            String.valueOf(leaf.commonName()));
    if (found.equals(wanted)) {
      checks.pass(SnpCheck.ROLES, String.join(", ", found));
    } else {
      checks.fail(
          SnpCheck.ROLES, new Reason.Inconsistent("the path is " + found + ", not " + wanted));
    }
  }

  private void signature(SnpReport report, @Nullable PublicKey key, CheckList checks) {
    Bytes signature = report.signature();
    if (key == null) {
      checks.fail(SnpCheck.SIGNATURE, new Reason.Unverifiable("no usable P-384 key is given"));
    } else if (signatures.verify(
        SignatureAlgorithm.ECDSA_SHA384_FIXED, key, signature, report.signedPart())) {
      checks.pass(SnpCheck.SIGNATURE, "made by the leaf's key");
    } else {
      checks.fail(
          SnpCheck.SIGNATURE,
          new Reason.SignatureInvalid("signature isn't the leaf's over this report"));
    }
  }
}
