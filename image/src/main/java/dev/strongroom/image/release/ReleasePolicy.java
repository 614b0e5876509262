// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.JsonTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The appraisal policy that accepts a released image and no other (docs/appraisal-policy.md), for
/// connections over the attested channel.
public final class ReleasePolicy {
  private static final int DIGEST = 32;

  private ReleasePolicy() {}

  /// The policy as a file.
  ///
  /// @param simulatedRoot SHA-256 of the root under which simulated evidence is accepted
  /// @throws ReleaseException if the image makes simulated evidence and no root is named, or the
  ///   other way round
  public static Bytes of(Release release, Optional<Bytes> simulatedRoot) throws ReleaseException {
    if (release.simulated() && simulatedRoot.isEmpty()) {
      throw new ReleaseException(
          ReleaseProblem.SIMULATED,
          "the image makes simulated evidence, which no hardware stands behind: the policy has to"
              + " name its root");
    }
    if (!release.simulated() && simulatedRoot.isPresent()) {
      throw new ReleaseException(
          ReleaseProblem.SIMULATED, "the image makes no simulated evidence: no root for it");
    }
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("version", 1);
    policy.put("kind", "nitro-enclave");
    policy.put("comment", comment(release));
    simulatedRoot.ifPresent(root -> policy.put("anchors", List.of(anchor(root))));
    policy.put("image", Map.of("require", List.of(image(release))));
    policy.put("signer", signer(release));
    policy.put("role", ignore("any role may run the released image"));
    policy.put("instance", ignore("any instance may run the released image"));
    policy.put("nonce", ignore("the attested channel has a nonce of its own"));
    policy.put("publicKey", Map.of("require", true));
    policy.put("userData", Map.of("require", true));
    policy.put("age", Map.of("require", "PT5M"));
    return JsonTree.indented(policy);
  }

  private static String comment(Release release) {
    String text = release.image() + " of " + release.source();
    return release.simulated() ? text + ": SIMULATED, not protected by hardware" : text;
  }

  private static Map<String, Object> anchor(Bytes root) {
    if (root.length() != DIGEST) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes");
    }
    Map<String, Object> anchor = new LinkedHashMap<>();
    anchor.put("name", "simulated");
    anchor.put("sha256", root.hex());
    anchor.put("simulated", true);
    return anchor;
  }

  private static Map<String, Object> image(Release release) {
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("name", release.image() + " " + release.source().commit());
    image.put("pcr0", release.measurements().pcr0().hex());
    image.put("pcr1", release.measurements().pcr1().hex());
    image.put("pcr2", release.measurements().pcr2().hex());
    return image;
  }

  private static Map<String, Object> signer(Release release) {
    Optional<Bytes> pcr8 = release.measurements().pcr8();
    return pcr8.isPresent()
        ? Map.of("require", List.of(pcr8.get().hex()))
        : ignore("the image isn't signed; PCR 0 pins it");
  }

  private static Map<String, Object> ignore(String why) {
    return Map.of("ignore", why);
  }
}
