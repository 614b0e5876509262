// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.handheld.apple.AppAttestPolicy;
import dev.strongroom.handheld.apple.AppleRoot;
import java.util.List;
import java.util.Set;

/// Reads policies of the kind `apple-app-attest`: `docs/evidence-handheld.md`.
final class AppAttestPolicyReader {
  private static final Set<String> MEMBERS =
      Set.of("$schema", "version", "kind", "comment", "anchors", "application", "environments");

  private AppAttestPolicyReader() {}

  static AppAttestPolicy read(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(MEMBERS);
    return new AppAttestPolicy(
        ClaimReader.anchors(policy, List.of(AppleRoot.ANCHOR)),
        ClaimReader.claim(
            policy, "application", v -> ClaimReader.set(v, AppAttestPolicyReader::app)),
        ClaimReader.set(
            policy.member("environments"),
            v -> ClaimReader.named(v, AppAttestPolicy.Environment.values())));
  }

  private static AppAttestPolicy.App app(JsonNode app) throws MalformedJsonException {
    app.onlyMembers(Set.of("team", "bundle"));
    return new AppAttestPolicy.App(app.member("team").text(), app.member("bundle").text());
  }
}
