// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.allowed;
import static dev.strongroom.attestation.policy.PolicyJson.anchor;
import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.duration;
import static dev.strongroom.attestation.policy.PolicyJson.hex;
import static dev.strongroom.attestation.policy.PolicyJson.onlyTrue;
import static dev.strongroom.attestation.policy.PolicyJson.texts;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.nitro.ReferenceValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the policy of kind `nitro-enclave`: one object per claim, with either `require` or
/// `ignore`.
final class NitroPolicyReader {
  private static final Set<String> MEMBERS =
      Set.of(
          "$schema",
          "version",
          "kind",
          "comment",
          "anchors",
          "image",
          "signer",
          "role",
          "instance",
          "nonce",
          "publicKey",
          "userData",
          "age",
          "debug");
  private static final Pattern PCR_NAME = Pattern.compile("pcr(0|[1-9][0-9]?)");

  private final NitroPolicy.Builder builder = NitroPolicy.builder();

  private NitroPolicyReader() {}

  static NitroPolicy read(JsonNode policy) throws MalformedJsonException {
    return new NitroPolicyReader().policy(policy);
  }

  private NitroPolicy policy(JsonNode policy) throws MalformedJsonException {
    policy.onlyMembers(MEMBERS);
    Optional<JsonNode> anchors = policy.optional("anchors");
    if (anchors.isPresent()) {
      for (JsonNode anchor : anchors.get().items()) {
        builder.anchor(anchor(anchor));
      }
    }
    claim(policy, "image", v -> builder.requireImage(images(v)), builder::ignoreImage);
    claim(
        policy,
        "signer",
        v -> builder.requireSigner(PolicyJson.values(v, Pcrs.LENGTH)),
        builder::ignoreSigner);
    claim(policy, "role", v -> builder.requireRole(roles(v)), builder::ignoreRole);
    claim(policy, "instance", v -> builder.requireInstance(texts(v)), builder::ignoreInstance);
    claim(policy, "nonce", v -> onlyTrue(v, builder::requireNonce), builder::ignoreNonce);
    claim(
        policy, "publicKey", v -> onlyTrue(v, builder::requirePublicKey), builder::ignorePublicKey);
    claim(policy, "userData", v -> onlyTrue(v, builder::requireUserData), builder::ignoreUserData);
    claim(policy, "age", v -> builder.requireAge(duration(v)), builder::ignoreAge);
    allowed(policy, "debug").ifPresent(builder::allowDebug);
    return builder.build();
  }

  private static List<ReferenceValues> images(JsonNode list) throws MalformedJsonException {
    List<ReferenceValues> images = new ArrayList<>();
    for (JsonNode item : list.items()) {
      SortedMap<Integer, Bytes> pcrs = new TreeMap<>();
      for (String name : item.names()) {
        Matcher pcr = PCR_NAME.matcher(name);
        if (pcr.matches()) {
          pcrs.put(Integer.valueOf(pcr.group(1)), hex(item.member(name), Pcrs.LENGTH));
        } else if (!name.equals("name")) {
          throw item.error("unknown: " + name);
        }
      }
      String name = item.member("name").text();
      try {
        images.add(new ReferenceValues(name, pcrs));
      } catch (IllegalArgumentException e) {
        throw item.error(String.valueOf(e.getMessage()));
      }
    }
    return images;
  }

  /// A role is given as its ARN, from which PCR 3 follows, or as PCR 3 itself.
  private static Set<Bytes> roles(JsonNode list) throws MalformedJsonException {
    Set<Bytes> values = new HashSet<>();
    for (JsonNode item : list.items()) {
      values.add(
          item.text().startsWith("arn:")
              ? Pcrs.extended(Bytes.utf8(item.text()))
              : hex(item, Pcrs.LENGTH));
    }
    return values;
  }
}
