// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.RememberedPaths.Remembered;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Verifies a path of P-384 certificates from a pinned root to a leaf (RFC 5280, section 6, without
/// policies and name constraints, which are refused where they occur).
///
/// Cost is bounded by what the pinned root's owner signed: the cheap rules run first, signatures go
/// from the root down, and the first that doesn't verify ends it.
public final class PathVerifier {
  /// AlgorithmIdentifier of ecdsa-with-SHA384 (RFC 5758, 3.2).
  private static final Bytes ECDSA_WITH_SHA384 = Bytes.fromHex("300a06082a8648ce3d040303");

  /// SubjectPublicKeyInfo of an uncompressed P-384 point (RFC 5480, 2), up to the coordinates.
  private static final Bytes P384_KEY =
      Bytes.fromHex("3076301006072a8648ce3d020106052b8104002203620004");

  private static final int P384_KEY_LENGTH = 120;

  private final SignatureProvider signatures;
  private final RememberedPaths cache;

  /// A verifier that computes with `signatures` and remembers in `cache`.
  public PathVerifier(SignatureProvider signatures, PathCache cache) {
    this.signatures = signatures;
    this.cache =
        switch (cache) {
          case RememberedPaths remembered -> remembered;
        };
  }

  /// What is known of a path once its checks are done.
  ///
  /// @param certificates from the root to the leaf; empty if one of them is malformed
  /// @param leafKey null if the leaf is malformed or its key invalid
  /// @param anchor the pinned root that the path starts with; null if it starts with none
  public record Result(
      List<Certificate> certificates, @Nullable PublicKey leafKey, @Nullable TrustAnchor anchor) {}

  /// Checks the path and notes each check.
  ///
  /// @param authorities CA certificates, DER, root first, at least one
  /// @param leaf the end-entity certificate, DER
  /// @param anchors the pinned roots
  /// @param at the time for which dates are judged
  public Result verify(
      List<Bytes> authorities,
      Bytes leaf,
      List<TrustAnchor> anchors,
      Instant at,
      CheckList checks) {
    Remembered known = cache.find(authorities);
    Bytes rootSha256 =
        known != null ? known.rootSha256() : RememberedPaths.sha256(authorities.getFirst());
    TrustAnchor anchor = root(rootSha256, anchors, checks);

    int done = known == null ? 0 : authorities.size();
    List<Certificate> path = new ArrayList<>(authorities.size() + 1);
    Reason malformed = parse(known, authorities, leaf, path);
    if (malformed != null) {
      checks.fail("path.certificates", malformed);
      return new Result(List.of(), null, anchor);
    }
    int failures = checks.failures();
    String count = path.size() + " certificates, P-384 and SHA-384";
    each(checks, "path.certificates", count, done, path, i -> suitable(path.get(i), i));
    String names = "each issued by the one before";
    each(checks, "path.names", names, Math.max(done, 1), path, i -> issued(path, i));
    String roles = "all are CAs but the leaf";
    each(checks, "path.authorities", roles, done, path, i -> authority(path, i));
    each(checks, "path.length", "no longer than any CA allows", 0, path, i -> length(path, i));
    each(
        checks,
        "path.key-usage",
        "keys may sign what they signed",
        done,
        path,
        i -> usage(path, i));
    each(checks, "path.extensions", "all understood", done, path, i -> understood(path.get(i), i));
    boolean structure = checks.failures() == failures;
    each(checks, "path.validity", "all valid as of " + at, 0, path, i -> valid(path.get(i), i, at));
    if (anchor == null || !structure) {
      // A path of an attacker's own making could be long and right: no work for it.
      checks.fail(
          "path.signatures",
          new Reason.Unverifiable("not verified, because the path above doesn't hold"));
      return new Result(path, leafKey(path.getLast()), anchor);
    }
    signatures(known, path, rootSha256, authorities, checks);
    return new Result(path, leafKey(path.getLast()), anchor);
  }

  private static @Nullable TrustAnchor root(
      Bytes sha256, List<TrustAnchor> anchors, CheckList checks) {
    for (TrustAnchor anchor : anchors) {
      if (anchor.sha256().equals(sha256)) {
        checks.pass("path.root", "pinned root " + anchor.name());
        return anchor;
      }
    }
    checks.fail("path.root", new Reason.UntrustedRoot(sha256));
    return null;
  }

  private static @Nullable Reason parse(
      @Nullable Remembered known, List<Bytes> authorities, Bytes leaf, List<Certificate> path) {
    try {
      if (known != null) {
        path.addAll(known.authorities());
      } else {
        for (Bytes authority : authorities) {
          path.add(Certificate.parse(authority));
        }
      }
      path.add(Certificate.parse(leaf));
      return null;
    } catch (DerException e) {
      return new Reason.CertificateMalformed(path.size(), e.getMessage());
    }
  }

  /// Applies a rule to every certificate from number `first` on, and notes one check.
  private static void each(
      CheckList checks,
      String name,
      String passed,
      int first,
      List<Certificate> path,
      IntFunction<@Nullable Reason> rule) {
    for (int i = first; i < path.size(); i++) {
      Reason broken = rule.apply(i);
      if (broken != null) {
        checks.fail(name, broken);
        return;
      }
    }
    checks.pass(name, passed);
  }

  private static @Nullable Reason suitable(Certificate certificate, int i) {
    if (!certificate.signatureAlgorithm().equals(ECDSA_WITH_SHA384)) {
      return new Reason.CertificateUnsuitable(i, "not signed by ECDSA with SHA-384");
    }
    Bytes key = certificate.publicKeyInfo();
    if (key.length() != P384_KEY_LENGTH || !key.startsWith(P384_KEY)) {
      return new Reason.CertificateUnsuitable(i, "key isn't on P-384");
    }
    return null;
  }

  private static @Nullable Reason issued(List<Certificate> path, int i) {
    Certificate certificate = path.get(i);
    Certificate issuer = path.get(i - 1);
    if (!certificate.issuer().equals(issuer.subject())) {
      return new Reason.NotChained(i, "issuer isn't the subject of certificate " + (i - 1));
    }
    if (certificate.issuer().equals(certificate.subject())) {
      // It wouldn't count against any path length, so a path of these could go on for ever.
      return new Reason.NotChained(i, "issued by itself below the root");
    }
    Bytes wanted = certificate.extensions().authorityKeyId();
    Bytes found = issuer.extensions().subjectKeyId();
    if (wanted != null && found != null && !wanted.equals(found)) {
      return new Reason.NotChained(i, "names another key of its issuer");
    }
    return null;
  }

  private static @Nullable Reason authority(List<Certificate> path, int i) {
    boolean wanted = i < path.size() - 1;
    return path.get(i).extensions().ca() == wanted ? null : new Reason.WrongAuthority(i, wanted);
  }

  private static @Nullable Reason length(List<Certificate> path, int i) {
    int allowed = path.get(i).extensions().pathLength();
    int following = Math.max(path.size() - 2 - i, 0);
    return following <= allowed ? null : new Reason.PathTooLong(i, allowed, following);
  }

  private static @Nullable Reason usage(List<Certificate> path, int i) {
    boolean leaf = i == path.size() - 1;
    int needed = leaf ? Extensions.DIGITAL_SIGNATURE : Extensions.KEY_CERT_SIGN;
    return (path.get(i).extensions().keyUsage() & needed) != 0
        ? null
        : new Reason.WrongKeyUsage(i, leaf ? "digitalSignature" : "keyCertSign");
  }

  private static @Nullable Reason understood(Certificate certificate, int i) {
    List<String> unknown = certificate.extensions().notUnderstood();
    return unknown.isEmpty()
        ? null
        : new Reason.ExtensionNotUnderstood(i, "OID content " + unknown.getFirst());
  }

  private static @Nullable Reason valid(Certificate certificate, int i, Instant at) {
    if (at.isBefore(certificate.notBefore())) {
      return new Reason.NotYetValid(i, certificate.notBefore(), at);
    }
    if (at.isAfter(certificate.notAfter())) {
      return new Reason.Expired(i, certificate.notAfter(), at);
    }
    return null;
  }

  private void signatures(
      @Nullable Remembered known,
      List<Certificate> path,
      Bytes rootSha256,
      List<Bytes> authorities,
      CheckList checks) {
    int leaf = path.size() - 1;
    try {
      for (int i = 1; known == null && i < leaf; i++) {
        if (!signed(path.get(i), key(path.get(i - 1)))) {
          checks.fail("path.signatures", new Reason.CertificateSignatureInvalid(i));
          return;
        }
      }
      PublicKey lastKey = known == null ? key(path.get(leaf - 1)) : known.lastKey();
      if (!signed(path.get(leaf), lastKey)) {
        checks.fail("path.signatures", new Reason.CertificateSignatureInvalid(leaf));
        return;
      }
      if (known == null) {
        cache.remember(
            authorities, new Remembered(List.copyOf(path.subList(0, leaf)), rootSha256, lastKey));
      }
    } catch (InvalidKeyException e) {
      checks.fail("path.signatures", new Reason.Unverifiable("a CA's key isn't a point of P-384"));
      return;
    }
    checks.pass(
        "path.signatures",
        known == null ? leaf + " signatures verified" : "1 signature verified, others remembered");
  }

  private boolean signed(Certificate certificate, PublicKey issuerKey) {
    return signatures.verifyEcdsaSha384(
        issuerKey, certificate.signature(), certificate.signedPart());
  }

  private PublicKey key(Certificate certificate) throws InvalidKeyException {
    return signatures.ecKey(certificate.publicKeyInfo());
  }

  private @Nullable PublicKey leafKey(Certificate leaf) {
    if (suitable(leaf, 0) != null) {
      return null;
    }
    try {
      return key(leaf);
    } catch (InvalidKeyException e) {
      return null;
    }
  }
}
