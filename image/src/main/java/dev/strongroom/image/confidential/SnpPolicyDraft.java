// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.JsonTree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The appraisal policy that accepts one launch and no other (docs/appraisal-policy-sev-snp.md),
/// for connections over the attested channel.
///
/// What a measurement doesn't say is asked for here: which processors, and how new their firmware
/// has to be. There is no safe value for either but the one that somebody looked up.
///
/// @param name of the image, for people
/// @param measurement of the launch
/// @param product the line of processors, such as `Genoa`
/// @param minimumTcb for each component the least level, such as `snp` 25
/// @param chips the machines that are meant, in hexadecimal digits; none for any machine
public record SnpPolicyDraft(
    String name,
    Bytes measurement,
    String product,
    SortedMap<String, Integer> minimumTcb,
    List<String> chips) {

  /// Copies the collections.
  public SnpPolicyDraft {
    minimumTcb = Collections.unmodifiableSortedMap(new TreeMap<>(minimumTcb));
    chips = List.copyOf(chips);
  }

  /// The policy as a file.
  public Bytes text() {
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("version", 1);
    policy.put("kind", "sev-snp");
    policy.put("comment", name + " in an SEV-SNP guest of QEMU");
    policy.put("product", require(List.of(product)));
    policy.put("chip", chips.isEmpty() ? ignore("any machine may run the image") : require(chips));
    policy.put("minimumTcb", require(Map.of(product, minimumTcb)));
    policy.put("measurement", require(List.of(reference())));
    policy.put("idKey", ignore("the measurement pins the image"));
    policy.put("hostData", ignore("unused"));
    policy.put("smt", Map.of("allow", "the host's cores run two threads"));
    policy.put("nonce", ignore("the attested channel has a nonce of its own"));
    policy.put("userData", require(true));
    return JsonTree.indented(policy);
  }

  /// In this order, which a `Map.of` wouldn't keep.
  private Map<String, Object> reference() {
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("name", name);
    reference.put("value", measurement.hex());
    return reference;
  }

  private static Map<String, Object> require(Object value) {
    return Map.of("require", value);
  }

  private static Map<String, Object> ignore(String why) {
    return Map.of("ignore", why);
  }
}
