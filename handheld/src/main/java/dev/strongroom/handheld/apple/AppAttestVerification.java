// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import dev.strongroom.handheld.apple.AuthenticatorData.Credential;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks whether Apple vouches for a key, in the order of its own description.
public final class AppAttestVerification {
  private static final String PATH = "path";

  /// 1.2.840.113635.100.8.2, the content of the OID.
  private static final Bytes NONCE = Bytes.fromHex("2a864886f763640802");

  private static final int EXPLICIT_1 = 0xa1;

  /// What stands before a point of P-256 in SubjectPublicKeyInfo.
  private static final String P256 = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

  private final PathVerifier paths;

  /// A verification of paths by `paths`.
  public AppAttestVerification(PathVerifier paths) {
    this.paths = paths;
  }

  /// Runs all checks of stage genuine.
  ///
  /// @param given certificates that may be the root's, besides Apple's own
  public void check(
      AppAttestEvidence evidence,
      List<TrustAnchor> anchors,
      List<Bytes> given,
      Challenge challenge,
      Instant at,
      CheckList checks) {
    Certificate leaf = path(evidence.certificates(), anchors, given, at, checks);
    AuthenticatorData data = evidence.authenticatorData();
    nonce(leaf, data, ClientDataHash.of(challenge), checks);
    Credential credential = data.credential().orElseThrow();
    if (Sha256.of(credential.point()).equals(credential.keyId())) {
      checks.pass(AppAttestCheck.KEY_ID, credential.keyId().hex());
    } else {
      checks.fail(
          AppAttestCheck.KEY_ID, new Reason.Inconsistent("the key id isn't the key's digest"));
    }
    if (leaf != null && leaf.publicKeyInfo().equals(publicKey(evidence))) {
      checks.pass(AppAttestCheck.KEY, "the leaf's");
    } else {
      checks.fail(
          AppAttestCheck.KEY,
          leaf == null
              ? new Reason.Unverifiable("a certificate can't be read")
              : new Reason.Inconsistent("the authenticator data name another key than the leaf"));
    }
    if (data.counter() == 0) {
      checks.pass(AppAttestCheck.COUNTER, "0");
    } else {
      checks.fail(
          AppAttestCheck.COUNTER,
          new Reason.ClaimNotAccepted("counter", Long.toString(data.counter())));
    }
  }

  /// The key that is attested, SubjectPublicKeyInfo, DER.
  public static Bytes publicKey(AppAttestEvidence evidence) {
    Credential credential = evidence.authenticatorData().credential().orElseThrow();
    return Bytes.fromHex(P256 + credential.point().hex());
  }

  private @Nullable Certificate path(
      List<Bytes> certificates,
      List<TrustAnchor> anchors,
      List<Bytes> given,
      Instant at,
      CheckList checks) {
    Optional<Bytes> root = root(certificates.getLast(), anchors, given);
    if (root.isEmpty()) {
      checks.fail(
          AppAttestCheck.ROOT_GIVEN,
          new Reason.EndorsementMissing("certificate of the root that issued the chain"));
      return null;
    }
    checks.pass(AppAttestCheck.ROOT_GIVEN, "found by name");
    List<Bytes> authorities = new ArrayList<>(List.of(root.get()));
    authorities.addAll(certificates.subList(1, certificates.size()).reversed());
    List<Certificate> path =
        paths
            .verify(
                PATH,
                PathProfile.APP_ATTEST,
                authorities,
                certificates.getFirst(),
                anchors,
                at,
                checks)
            .certificates();
    return path.isEmpty() ? null : path.getLast();
  }

  /// The certificate of the name that issued `top`; of several, one that is pinned.
  private static Optional<Bytes> root(Bytes top, List<TrustAnchor> anchors, List<Bytes> given) {
    List<Certificate> named = new ArrayList<>();
    Optional<Certificate> issued = read(top);
    for (Bytes candidate : given) {
      read(candidate).ifPresent(named::add);
    }
    read(AppleRoot.CERTIFICATE).ifPresent(named::add);
    named.removeIf(c -> issued.isEmpty() || !c.subject().equals(issued.get().issuer()));
    return named.stream()
        .filter(c -> anchors.stream().anyMatch(anchor -> pins(anchor, c)))
        .findFirst()
        .or(() -> named.stream().findFirst())
        .map(Certificate::encoded);
  }

  private static boolean pins(TrustAnchor anchor, Certificate root) {
    Bytes pinned =
        switch (anchor.pinned()) {
          case CERTIFICATE -> root.encoded();
          case KEY -> root.publicKeyInfo();
        };
    return anchor.sha256().equals(Sha256.of(pinned));
  }

  private static Optional<Certificate> read(Bytes encoded) {
    try {
      return Optional.of(Certificate.parse(encoded));
    } catch (DerException e) {
      return Optional.empty();
    }
  }

  /// Apple signed the leaf, the leaf holds this digest: that is all that binds the authenticator
  /// data. Without the client data's hash they could be anybody's.
  private static void nonce(
      @Nullable Certificate leaf, AuthenticatorData data, ClientDataHash hash, CheckList checks) {
    AppAttestCheck check = AppAttestCheck.LEAF_NONCE;
    if (hash.expected().isEmpty()) {
      checks.fail(check, new Reason.ChallengeIncomplete("client-data-hash"));
      return;
    }
    Bytes found = null;
    String problem = "the leaf can't be read";
    if (leaf != null) {
      try {
        found = nonce(leaf);
        problem = "the leaf has no digest";
      } catch (DerException e) {
        problem = "the leaf's digest: " + e.getMessage();
      }
    }
    Optional<Bytes> wanted = hash.nonce(data);
    if (found == null) {
      checks.fail(check, new Reason.Unverifiable(problem));
    } else if (wanted.isPresent() && wanted.get().equals(found)) {
      checks.pass(check, "over authenticator data and client data");
    } else {
      checks.fail(
          check,
          new Reason.BindingDiffers(
              "client-data-hash",
              wanted.map(Bytes::toString).orElse("two that differ"),
              found.toString()));
    }
  }

  private static @Nullable Bytes nonce(Certificate leaf) throws DerException {
    Bytes extension = leaf.extensions().values().get(NONCE);
    if (extension == null) {
      return null;
    }
    DerReader outer = DerReader.of(extension);
    DerReader sequence = outer.enter(DerReader.SEQUENCE);
    outer.end();
    DerReader tagged = sequence.enter(EXPLICIT_1);
    sequence.end();
    Bytes digest = tagged.content(DerReader.OCTET_STRING);
    tagged.end();
    return digest;
  }
}
