// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.JsonTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The appraisal policy that accepts one launch and no other (docs/appraisal-policy-tdx.md), for
/// connections over the attested channel. What it doesn't mention is refused: debug mode above all.
///
/// @param name of the image, for people
/// @param launch that is meant
/// @param rtmr0 what the host made, if somebody knows it; otherwise it may be anything
/// @param platforms which are accepted
public record TdxPolicyDraft(
    String name, TdxLaunch launch, Optional<Bytes> rtmr0, TdxPlatforms platforms) {

  /// The policy as a file.
  public Bytes text() {
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("version", 1);
    policy.put("kind", "tdx");
    policy.put("comment", name + " in a trust domain of QEMU");
    policy.put("platform", platform());
    policy.put("mrtd", require(launch.mrtd()));
    policy.put(
        "rtmr0",
        rtmr0.isPresent()
            ? require(rtmr0.get())
            : ignore("made by the host: memory, ACPI tables, boot order"));
    policy.put("rtmr1", require(launch.rtmr1()));
    policy.put("rtmr2", require(launch.rtmr2()));
    policy.put("rtmr3", require(launch.rtmr3()));
    // The launcher sets none of them.
    for (String unset : List.of("mrconfigid", "mrowner", "mrownerconfig")) {
      policy.put(unset, require(Bytes.zeros(48)));
    }
    policy.put("xfam", ignore("what the processor has"));
    policy.put("eventLog", ignore("the registers themselves are required"));
    policy.put("reportData", Map.of("require", true));
    return JsonTree.indented(policy);
  }

  private Map<String, Object> platform() {
    Map<String, Object> platform = new LinkedHashMap<>();
    if (!platforms.statuses().isEmpty()) {
      Map<String, Object> statuses = new LinkedHashMap<>();
      statuses.put("allow", platforms.statuses());
      statuses.put("why", "named when this policy was written");
      platform.put("statuses", statuses);
    }
    if (!platforms.advisories().isEmpty()) {
      platform.put("advisories", Map.of("accept", platforms.advisories()));
    }
    platform.put("evaluation", Map.of("require", platforms.evaluation()));
    platform.put("fmspc", requireOr(platforms.fmspcs(), "any sort of processor"));
    platform.put("ppid", requireOr(platforms.ppids(), "any machine may run the image"));
    platform.put("instance", ignore("the PPID says which"));
    return platform;
  }

  private static Map<String, Object> requireOr(List<String> values, String why) {
    return values.isEmpty() ? ignore(why) : Map.of("require", values);
  }

  private static Map<String, Object> require(Bytes value) {
    return Map.of("require", List.of(value.hex()));
  }

  private static Map<String, Object> ignore(String why) {
    return Map.of("ignore", why);
  }
}
