// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.PolicyJson;
import dev.strongroom.handheld.android.AndroidKeyPolicy;
import dev.strongroom.handheld.android.RootOfTrust.BootState;
import dev.strongroom.handheld.android.SecurityLevel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Reads policies of the kind `android-key`: `docs/evidence-handheld.md`.
final class AndroidKeyPolicyReader {
  private static final int LATEST = 99_999_999;
  private static final int SHA256 = 32;

  private static final Set<String> MEMBERS =
      Set.of(
          "$schema",
          "version",
          "kind",
          "comment",
          "anchors",
          "application",
          "bootStates",
          "unlocked",
          "bootKey",
          "bootHash",
          "osVersion",
          "osPatch",
          "vendorPatch",
          "bootPatch",
          "securityLevel",
          "purposes",
          "imported",
          "rollbackResistance",
          "userAuthentication",
          "remoteProvisioning",
          "statusListAge",
          "unknownRevocation",
          "nonce");

  private AndroidKeyPolicyReader() {}

  static AndroidKeyPolicy read(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(MEMBERS);
    return new AndroidKeyPolicy(
        ClaimReader.anchors(policy, AndroidKeyPolicy.GOOGLE),
        ClaimReader.claim(
            policy, "application", v -> ClaimReader.set(v, AndroidKeyPolicyReader::application)),
        boot(policy),
        new AndroidKeyPolicy.Versions(
            version(policy, "osVersion"),
            version(policy, "osPatch"),
            version(policy, "vendorPatch"),
            version(policy, "bootPatch")),
        key(policy),
        trust(policy),
        ClaimReader.flag(policy, "nonce"));
  }

  private static AndroidKeyPolicy.Application application(JsonNode app)
      throws MalformedJsonException {
    app.onlyMembers(Set.of("package", "signer"));
    return new AndroidKeyPolicy.Application(
        app.member("package").text(), PolicyJson.hex(app.member("signer"), SHA256));
  }

  private static AndroidKeyPolicy.Boot boot(JsonNode policy) throws MalformedJsonException {
    Optional<JsonNode> states = policy.optional("bootStates");
    return new AndroidKeyPolicy.Boot(
        states.isEmpty()
            ? Set.of(BootState.VERIFIED)
            : ClaimReader.set(states.get(), v -> ClaimReader.named(v, BootState.values())),
        PolicyJson.allowed(policy, "unlocked"),
        digests(policy, "bootKey"),
        digests(policy, "bootHash"));
  }

  private static Requirement<Set<Bytes>> digests(JsonNode policy, String name)
      throws MalformedJsonException {
    return ClaimReader.claim(
        policy, name, v -> ClaimReader.set(v, item -> PolicyJson.hex(item, SHA256)));
  }

  private static Requirement<Long> version(JsonNode policy, String name)
      throws MalformedJsonException {
    return ClaimReader.claim(policy, name, v -> (long) v.integer(1, LATEST));
  }

  private static AndroidKeyPolicy.Key key(JsonNode policy) throws MalformedJsonException {
    Optional<JsonNode> level = policy.optional("securityLevel");
    return new AndroidKeyPolicy.Key(
        level.isEmpty()
            ? SecurityLevel.TEE
            : ClaimReader.named(level.get(), SecurityLevel.values()),
        ClaimReader.claim(
            policy,
            "purposes",
            v ->
                ClaimReader.set(
                    v, item -> ClaimReader.named(item, AndroidKeyPolicy.Purpose.values()))),
        PolicyJson.allowed(policy, "imported"),
        ClaimReader.flag(policy, "rollbackResistance"),
        ClaimReader.flag(policy, "userAuthentication"));
  }

  private static AndroidKeyPolicy.Trust trust(JsonNode policy) throws MalformedJsonException {
    Optional<JsonNode> age = policy.optional("statusListAge");
    Duration limit =
        age.isEmpty() ? AndroidKeyPolicy.Trust.STATUS_LIST_AGE : PolicyJson.duration(age.get());
    if (limit.compareTo(Duration.ofDays(366)) > 0) {
      throw policy.member("statusListAge").error("more than a year");
    }
    return new AndroidKeyPolicy.Trust(
        ClaimReader.flag(policy, "remoteProvisioning"),
        limit,
        PolicyJson.allowed(policy, "unknownRevocation"));
  }
}
