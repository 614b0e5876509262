// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathCheck;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Asks whether Google's roots vouch for a key, and what its phone says of it.
public final class AndroidKeyVerification {
  private static final String PATH = "path";
  private final PathVerifier paths;

  /// A verification of paths by `paths`.
  public AndroidKeyVerification(PathVerifier paths) {
    this.paths = paths;
  }

  /// What is known once the checks are done.
  ///
  /// @param leaf the key's certificate; null if it, or another of the chain, can't be read
  /// @param description what the phone says; null if that can't be read
  /// @param provisioning how the attesting key came into the phone
  /// @param notRevoked whether a list was given that has none of the certificates
  public record Result(
      @Nullable Certificate leaf,
      @Nullable KeyDescription description,
      Provisioning provisioning,
      boolean notRevoked) {}

  /// Runs all checks of stage genuine.
  ///
  /// @param list of revoked keys; empty if none is given
  public Result check(
      AndroidKeyEvidence evidence,
      List<TrustAnchor> anchors,
      Optional<StatusList> list,
      Instant at,
      CheckList checks) {
    List<Bytes> chain = evidence.chain();
    List<Certificate> path =
        paths
            .verify(
                PATH,
                PathProfile.ANDROID,
                chain.subList(1, chain.size()).reversed(),
                chain.getFirst(),
                anchors,
                at,
                checks)
            .certificates();
    boolean notRevoked = notRevoked(path, list, checks);
    Provisioning provisioning = provisioning(path, checks);
    if (path.isEmpty()) {
      Reason unread = new Reason.Unverifiable("a certificate can't be read");
      checks.fail(AndroidKeyCheck.EXTENSION, unread);
      checks.fail(AndroidKeyCheck.LAYOUT, unread);
      return new Result(null, null, provisioning, notRevoked);
    }
    Certificate leaf = path.getLast();
    return new Result(leaf, description(path, leaf, checks), provisioning, notRevoked);
  }

  private static @Nullable KeyDescription description(
      List<Certificate> path, Certificate leaf, CheckList checks) {
    extension(path, checks);
    Optional<Bytes> extension = KeyDescriptionReader.extension(leaf);
    if (extension.isEmpty()) {
      checks.fail(
          AndroidKeyCheck.LAYOUT, new Reason.Unverifiable("the leaf has no such extension"));
      return null;
    }
    KeyDescription description;
    try {
      description = KeyDescriptionReader.read(extension.get());
    } catch (DerException e) {
      checks.fail(
          AndroidKeyCheck.LAYOUT,
          new Reason.CertificateMalformed(
              path.size() - 1, "attestation extension: " + e.getMessage()));
      return null;
    }
    checks.pass(AndroidKeyCheck.LAYOUT, "version " + description.version());
    tags(description, checks);
    level(description, checks);
    rootOfTrust(description, checks);
    return description;
  }

  /// An attested key can sign certificates of anything: what stands below one proves nothing, so
  /// the one nearest the root counts, and here that has to be the leaf.
  private static void extension(List<Certificate> path, CheckList checks) {
    List<Integer> places = new java.util.ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      if (KeyDescriptionReader.extension(path.get(i)).isPresent()) {
        places.add(i);
      }
    }
    if (places.equals(List.of(path.size() - 1))) {
      checks.pass(AndroidKeyCheck.EXTENSION, "in the leaf and nowhere else");
    } else {
      checks.fail(
          AndroidKeyCheck.EXTENSION,
          new Reason.Inconsistent(
              places.isEmpty()
                  ? "no certificate has the attestation extension"
                  : "the attestation extension stands in certificate "
                      + places.getFirst()
                      + ", nearest the root, of "
                      + path.size()
                      + ": only in the leaf may it stand"));
    }
  }

  /// Newer hardware adds tags. One can only narrow what the key may do, or describe more: nothing
  /// that is asked for by a policy can be taken back by a tag, so it is named and not refused.
  private static void tags(KeyDescription description, CheckList checks) {
    TreeSet<Integer> unknown = new TreeSet<>(description.hardware().unknown());
    unknown.addAll(description.software().unknown());
    String version = description.knownVersion() ? "" : "unknown version; ";
    checks.pass(
        AndroidKeyCheck.TAGS,
        version + (unknown.isEmpty() ? "all tags known" : "unknown tags " + unknown));
  }

  private static void level(KeyDescription description, CheckList checks) {
    SecurityLevel least = least(description);
    if (least == SecurityLevel.SOFTWARE) {
      checks.fail(
          AndroidKeyCheck.LEVEL, new Reason.ClaimNotAccepted("security-level", least.toString()));
    } else {
      checks.pass(
          AndroidKeyCheck.LEVEL,
          "attested by "
              + description.attestationLevel()
              + ", kept by "
              + description.keyMintLevel());
    }
  }

  /// The weaker of where the key is and who attests it.
  static SecurityLevel least(KeyDescription description) {
    return description.attestationLevel().compareTo(description.keyMintLevel()) < 0
        ? description.attestationLevel()
        : description.keyMintLevel();
  }

  private static void rootOfTrust(KeyDescription description, CheckList checks) {
    if (description.software().rootOfTrust().isPresent()) {
      checks.fail(
          AndroidKeyCheck.ROOT_OF_TRUST,
          new Reason.Inconsistent("software says what was booted: only hardware knows"));
    } else if (description.hardware().rootOfTrust().isEmpty()) {
      checks.fail(
          AndroidKeyCheck.ROOT_OF_TRUST,
          new Reason.Inconsistent("hardware doesn't say what was booted"));
    } else {
      checks.pass(AndroidKeyCheck.ROOT_OF_TRUST, "said by hardware");
    }
  }

  private static Provisioning provisioning(List<Certificate> path, CheckList checks) {
    try {
      Provisioning provisioning = Provisioning.of(path);
      checks.pass(AndroidKeyCheck.PROVISIONING, provisioning.toString());
      return provisioning;
    } catch (Provisioning.UnreadableException e) {
      checks.fail(AndroidKeyCheck.PROVISIONING, new Reason.Inconsistent(e.problem()));
      return Provisioning.FACTORY;
    }
  }

  private static boolean notRevoked(
      List<Certificate> path, Optional<StatusList> list, CheckList checks) {
    PathCheck check = new PathCheck(PATH, PathCheck.Rule.REVOCATION);
    if (list.isEmpty()) {
      checks.skip(check, "revocation unknown: no status list is given");
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      Optional<String> status = list.get().statusOf(path.get(i).serial());
      if (status.isPresent()) {
        checks.fail(check, new Reason.Revoked("certificate " + i, status.get()));
        return false;
      }
    }
    checks.pass(check, "none of " + list.get().size() + " listed as of " + list.get().fetched());
    return !path.isEmpty();
  }
}
