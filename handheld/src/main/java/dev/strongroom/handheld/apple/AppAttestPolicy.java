// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.handheld.HandheldPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What is accepted of keys that Apple's App Attest vouches for. What they are bound to is always
/// asked: without the client data's hash nothing can be verified.
///
/// @param anchors roots
/// @param application which app the key belongs to
/// @param environments which of Apple's servers may have attested
public record AppAttestPolicy(
    List<TrustAnchor> anchors, Requirement<Set<App>> application, Set<Environment> environments)
    implements HandheldPolicy {

  /// Copies the collections.
  ///
  /// @throws IllegalArgumentException if no root is pinned, or nothing would be accepted
  public AppAttestPolicy {
    anchors = List.copyOf(anchors);
    environments = Set.copyOf(environments);
    if (anchors.isEmpty() || environments.isEmpty()) {
      throw new IllegalArgumentException("at least one root and one environment are needed");
    }
    if (application instanceof Requirement.Require<Set<App>>(Set<App> wanted) && wanted.isEmpty()) {
      throw new IllegalArgumentException("application: nothing is accepted");
    }
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.APPLE_APP_ATTEST;
  }

  /// An app.
  ///
  /// @param team ten letters and digits that Apple gave its maker
  /// @param bundle its identifier, such as `org.example.app`
  public record App(String team, String bundle) {
    private static final Pattern TEAM = Pattern.compile("[A-Z0-9]{10}");
    private static final Pattern BUNDLE = Pattern.compile("[A-Za-z0-9.-]{1,155}");

    /// Checks both.
    public App {
      if (!TEAM.matcher(team).matches() || !BUNDLE.matcher(bundle).matches()) {
        throw new IllegalArgumentException("not a team and a bundle identifier");
      }
    }

    /// What stands for the app in authenticator data.
    public Bytes hash() {
      return Sha256.of(Bytes.utf8(team + "." + bundle));
    }
  }

  /// Which of Apple's servers attest, by AAGUID.
  public enum Environment {
    /// For apps that people get.
    PRODUCTION("production", "61707061747465737400000000000000"),
    /// For apps that are being made.
    DEVELOPMENT("development", "617070617474657374646576656c6f70");

    private final String label;
    private final String aaguid;

    Environment(String label, String aaguid) {
      this.label = label;
      this.aaguid = aaguid;
    }

    static Optional<Environment> of(Bytes aaguid) {
      return Arrays.stream(values()).filter(e -> e.aaguid.equals(aaguid.hex())).findAny();
    }

    /// The stable name used in JSON and policy files.
    @Override
    public String toString() {
      return label;
    }
  }
}
