// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.PathCheck.Rule;
import dev.strongroom.attestation.x509.RememberedPaths.Remembered;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Verifies a path of certificates from a pinned root to a leaf (RFC 5280, section 6, without
/// policies and name constraints, which are refused where they occur).
///
/// Cost is bounded by what the pinned root's owner signed: the cheap rules run first, signatures go
/// from the root down, and the first that doesn't verify ends it.
public final class PathVerifier {
  private static final RememberedEndorsements FORGETTING = RememberedEndorsements.none();

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

  /// The same, computing with other `signatures`, and with a memory for one verdict unless it has
  /// one that lasts.
  ///
  /// @param count how many paths are remembered for so long
  public PathVerifier forOneVerdict(SignatureProvider others, int count) {
    return new PathVerifier(others, cache.remembers() ? cache : new RememberedPaths(count));
  }

  /// The endorsements that are remembered beside the paths.
  public RememberedEndorsements endorsements() {
    return cache.endorsements();
  }

  /// What is known of a path once its checks are done.
  ///
  /// @param certificates from the root to the leaf; empty if one of them is malformed
  /// @param leafKey null if the leaf is malformed or its key invalid
  /// @param anchor the pinned root that the path starts with; null if it starts with none
  public record Result(
      List<Certificate> certificates, @Nullable PublicKey leafKey, @Nullable TrustAnchor anchor) {}

  /// Checks the path of somebody who signs endorsements and notes each check, as [#verify] does.
  /// Such signers are few and come again, so the leaf's own signature is remembered too.
  public Result verifyEndorser(
      String name,
      PathProfile profile,
      List<Bytes> authorities,
      Bytes leaf,
      List<TrustAnchor> anchors,
      Instant at,
      CheckList checks) {
    return verify(name, profile, authorities, leaf, anchors, at, cache.endorsements(), checks);
  }

  /// Checks the path and notes each check.
  ///
  /// @param name of the path: the checks are named `NAME.root` and so on
  /// @param profile what its certificates look like
  /// @param authorities CA certificates, DER, root first, at least one
  /// @param leaf the end-entity certificate, DER
  /// @param anchors the pinned roots
  /// @param at the time for which dates are judged
  public Result verify(
      String name,
      PathProfile profile,
      List<Bytes> authorities,
      Bytes leaf,
      List<TrustAnchor> anchors,
      Instant at,
      CheckList checks) {
    return verify(name, profile, authorities, leaf, anchors, at, FORGETTING, checks);
  }

  private Result verify(
      String name,
      PathProfile profile,
      List<Bytes> authorities,
      Bytes leaf,
      List<TrustAnchor> anchors,
      Instant at,
      RememberedEndorsements leaves,
      CheckList checks) {
    Remembered known = cache.find(profile, authorities);
    List<Certificate> path = new ArrayList<>(authorities.size() + 1);
    Reason malformed = parse(known, authorities, leaf, leaves, path);
    Root root =
        root(
            known != null ? known.root() : RootId.of(authorities.getFirst(), path),
            anchors,
            new PathCheck(name, Rule.ROOT),
            checks);
    PathCheck certificates = new PathCheck(name, Rule.CERTIFICATES);
    if (malformed != null) {
      checks.fail(certificates, malformed);
      return new Result(List.of(), null, root.anchor());
    }
    return new Walk(name, profile, path, known, leaves, checks).run(authorities, root, at);
  }

  /// What a root can be pinned by.
  record RootId(Bytes certificate, Bytes key) {
    private static RootId of(Bytes root, List<Certificate> path) {
      return new RootId(
          RememberedPaths.sha256(root),
          path.isEmpty() ? Bytes.EMPTY : RememberedPaths.sha256(path.getFirst().publicKeyInfo()));
    }
  }

  private record Root(RootId id, @Nullable TrustAnchor anchor) {}

  private static Root root(
      RootId id, List<TrustAnchor> anchors, PathCheck check, CheckList checks) {
    for (TrustAnchor anchor : anchors) {
      Bytes found =
          switch (anchor.pinned()) {
            case CERTIFICATE -> id.certificate();
            case KEY -> id.key();
          };
      if (anchor.sha256().equals(found)) {
        checks.pass(check, "pinned root " + anchor.name());
        return new Root(id, anchor);
      }
    }
    checks.fail(check, new Reason.UntrustedRoot(id.certificate()));
    return new Root(id, null);
  }

  private static @Nullable Reason parse(
      @Nullable Remembered known,
      List<Bytes> authorities,
      Bytes leaf,
      RememberedEndorsements leaves,
      List<Certificate> path) {
    try {
      if (known != null) {
        path.addAll(known.authorities());
      } else {
        for (Bytes authority : authorities) {
          path.add(Certificate.parse(authority));
        }
      }
      path.add(leaves.read(Certificate.class, leaf, Certificate::parse));
      return null;
    } catch (DerException e) {
      return new Reason.CertificateMalformed(path.size(), e.getMessage());
    }
  }

  /// One path on its way through the checks.
  private final class Walk {
    private final String name;
    private final PathProfile profile;
    private final List<Certificate> path;
    private final @Nullable Remembered known;
    private final RememberedEndorsements leaves;
    private final CheckList checks;

    private Walk(
        String name,
        PathProfile profile,
        List<Certificate> path,
        @Nullable Remembered known,
        RememberedEndorsements leaves,
        CheckList checks) {
      this.name = name;
      this.profile = profile;
      this.path = path;
      this.known = known;
      this.leaves = leaves;
      this.checks = checks;
    }

    private Result run(List<Bytes> authorities, Root root, Instant at) {
      int done = known == null ? 0 : path.size() - 1;
      int failures = checks.failures();
      String count = path.size() + " certificates, " + profile.words();
      each(Rule.CERTIFICATES, count, done, i -> suitable(profile, path, i));
      each(Rule.NAMES, "each issued by the one before", Math.max(done, 1), i -> issued(path, i));
      each(Rule.AUTHORITIES, "all are CAs but the leaf", done, i -> authority(path, i));
      each(Rule.LENGTH, "no longer than any CA allows", 0, i -> length(path, i));
      each(Rule.KEY_USAGE, "keys may sign what they signed", done, i -> usage(profile, path, i));
      each(Rule.EXTENSIONS, "all understood", done, i -> understood(path.get(i), i));
      boolean structure = checks.failures() == failures;
      each(Rule.VALIDITY, "all valid as of " + at, 0, i -> valid(path.get(i), i, at));
      if (root.anchor() == null || !structure) {
        // A path of an attacker's own making could be long and right: no work for it.
        checks.fail(
            check(Rule.SIGNATURES),
            new Reason.Unverifiable("not verified, because the path above doesn't hold"));
      } else {
        signatures(root.id(), root.anchor().pinned() == TrustAnchor.Pinned.KEY, authorities);
      }
      return new Result(path, leafKey(profile, path), root.anchor());
    }

    private PathCheck check(Rule rule) {
      return new PathCheck(name, rule);
    }

    /// Applies a rule to every certificate from number `first` on, and notes one check.
    private void each(Rule rule, String passed, int first, IntFunction<@Nullable Reason> broken) {
      for (int i = first; i < path.size(); i++) {
        Reason reason = broken.apply(i);
        if (reason != null) {
          checks.fail(check(rule), reason);
          return;
        }
      }
      checks.pass(check(rule), passed);
    }

    private void signatures(RootId root, boolean byKey, List<Bytes> authorities) {
      int leaf = path.size() - 1;
      try {
        boolean rootToo = byKey && (known == null || !known.selfSigned());
        if (rootToo && !signed(path.getFirst(), key(path.getFirst()))) {
          // Its key is all that is pinned of the root: the rest is the maker's only if that key
          // signed it.
          checks.fail(check(Rule.SIGNATURES), new Reason.CertificateSignatureInvalid(0));
          return;
        }
        for (int i = 1; known == null && i < leaf; i++) {
          if (!signed(path.get(i), key(path.get(i - 1)))) {
            checks.fail(check(Rule.SIGNATURES), new Reason.CertificateSignatureInvalid(i));
            return;
          }
        }
        PublicKey lastKey = known == null ? key(path.get(leaf - 1)) : known.lastKey();
        Bytes leafBytes = path.get(leaf).encoded();
        Bytes issuer = path.get(leaf - 1).publicKeyInfo();
        boolean leafKnown = leaves.signed(Certificate.class, leafBytes, issuer);
        if (!leafKnown && !signed(path.get(leaf), lastKey)) {
          checks.fail(check(Rule.SIGNATURES), new Reason.CertificateSignatureInvalid(leaf));
          return;
        }
        if (known == null) {
          cache.remember(
              profile,
              authorities,
              new Remembered(List.copyOf(path.subList(0, leaf)), root, byKey, lastKey));
        }
        if (!leafKnown) {
          rememberLeaf(leafBytes, issuer);
        }
        int computed = (known == null ? leaf - 1 : 0) + (leafKnown ? 0 : 1);
        checks.pass(
            check(Rule.SIGNATURES),
            computed == leaf
                ? leaf + " signatures verified"
                : computed
                    + " signature"
                    + (computed == 1 ? "" : "s")
                    + " verified, others remembered");
      } catch (InvalidKeyException e) {
        checks.fail(check(Rule.SIGNATURES), new Reason.Unverifiable("a CA's key isn't valid"));
      }
    }

    private void rememberLeaf(Bytes leaf, Bytes issuer) {
      try {
        leaves.remember(Certificate.class, leaf, issuer, Certificate::parse);
      } catch (DerException e) {
        throw new IllegalStateException("what was read once reads again", e);
      }
    }

    private boolean signed(Certificate certificate, PublicKey issuerKey) {
      SignatureAlgorithm algorithm = profile.signature(certificate.signatureAlgorithm());
      return algorithm != null
          && signatures.verify(
              algorithm, issuerKey, certificate.signature(), certificate.signedPart());
    }
  }

  private static @Nullable Reason suitable(PathProfile profile, List<Certificate> path, int i) {
    String unsuitable = profile.unsuitable(path.get(i), i == path.size() - 1);
    return unsuitable == null ? null : new Reason.CertificateUnsuitable(i, unsuitable);
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

  private static @Nullable Reason usage(PathProfile profile, List<Certificate> path, int i) {
    boolean leaf = i == path.size() - 1;
    if (leaf && !profile.leafSigns()) {
      return null;
    }
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

  private PublicKey key(Certificate certificate) throws InvalidKeyException {
    return PathProfile.key(signatures, certificate);
  }

  private @Nullable PublicKey leafKey(PathProfile profile, List<Certificate> path) {
    if (suitable(profile, path, path.size() - 1) != null) {
      return null;
    }
    try {
      return key(path.getLast());
    } catch (InvalidKeyException e) {
      return null;
    }
  }
}
