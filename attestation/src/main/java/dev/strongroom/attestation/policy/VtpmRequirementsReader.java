// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.hex;
import static dev.strongroom.attestation.policy.PolicyJson.onlyTrue;
import static dev.strongroom.attestation.policy.PolicyJson.texts;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.azure.PcrValues;
import dev.strongroom.attestation.azure.VtpmRequirements;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what policies of the kinds `azure-sev-snp` and `azure-tdx` say of the machine that the
/// paravisor runs, whatever the hardware.
final class VtpmRequirementsReader {
  /// The names of members that this reads.
  static final Set<String> MEMBERS = Set.of("pcrs", "secureBoot", "instance", "nonce", "userData");

  private static final Pattern PCR_NAME = Pattern.compile("pcr(0|[1-9][0-9]?)");

  private VtpmRequirementsReader() {}

  static VtpmRequirements read(JsonNode policy) throws MalformedJsonException {
    VtpmRequirements.Builder builder = VtpmRequirements.builder();
    claim(policy, "pcrs", v -> builder.requirePcrs(pcrs(v)), builder::ignorePcrs);
    claim(
        policy,
        "secureBoot",
        v -> onlyTrue(v, builder::requireSecureBoot),
        builder::ignoreSecureBoot);
    claim(policy, "instance", v -> builder.requireInstance(texts(v)), builder::ignoreInstance);
    claim(policy, "nonce", v -> onlyTrue(v, builder::requireNonce), builder::ignoreNonce);
    claim(policy, "userData", v -> onlyTrue(v, builder::requireUserData), builder::ignoreUserData);
    return builder.build();
  }

  private static List<PcrValues> pcrs(JsonNode list) throws MalformedJsonException {
    List<PcrValues> sets = new ArrayList<>();
    for (JsonNode item : list.items()) {
      SortedMap<Integer, Bytes> values = new TreeMap<>();
      for (String name : item.names()) {
        Matcher pcr = PCR_NAME.matcher(name);
        if (pcr.matches()) {
          values.put(Integer.valueOf(pcr.group(1)), hex(item.member(name), 32));
        } else if (!name.equals("name")) {
          throw item.error("unknown: " + name);
        }
      }
      try {
        sets.add(new PcrValues(item.member("name").text(), values));
      } catch (IllegalArgumentException e) {
        throw item.error(String.valueOf(e.getMessage()));
      }
    }
    return sets;
  }
}
