// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.nitro.ReferenceValues;
import java.time.DateTimeException;
import java.time.Duration;
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

  /// What to do with a claim's required value.
  private interface Wanted {
    void accept(JsonNode value) throws MalformedJsonException;
  }

  private interface Ignored {
    void accept(String why);
  }

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
    claim(policy, "signer", v -> builder.requireSigner(pcrValues(v)), builder::ignoreSigner);
    claim(policy, "role", v -> builder.requireRole(roles(v)), builder::ignoreRole);
    claim(policy, "instance", v -> builder.requireInstance(texts(v)), builder::ignoreInstance);
    claim(policy, "nonce", v -> onlyTrue(v, builder::requireNonce), builder::ignoreNonce);
    claim(
        policy, "publicKey", v -> onlyTrue(v, builder::requirePublicKey), builder::ignorePublicKey);
    claim(policy, "userData", v -> onlyTrue(v, builder::requireUserData), builder::ignoreUserData);
    claim(policy, "age", v -> builder.requireAge(duration(v)), builder::ignoreAge);
    Optional<JsonNode> debug = policy.optional("debug");
    if (debug.isPresent()) {
      debug.get().onlyMembers(Set.of("allow"));
      builder.allowDebug(debug.get().member("allow").text());
    }
    return builder.build();
  }

  private static void claim(JsonNode policy, String name, Wanted require, Ignored ignore)
      throws MalformedJsonException {
    JsonNode claim =
        policy
            .optional(name)
            .orElseThrow(
                () -> policy.error("\"" + name + "\" is neither required nor ignored; say which"));
    Set<String> names = claim.names();
    if (names.equals(Set.of("require"))) {
      JsonNode value = claim.member("require");
      try {
        require.accept(value);
      } catch (IllegalArgumentException e) {
        throw value.error(String.valueOf(e.getMessage()));
      }
    } else if (names.equals(Set.of("ignore"))) {
      ignore.accept(claim.member("ignore").text());
    } else {
      throw claim.error("either \"require\" or \"ignore\" is needed, and nothing else");
    }
  }

  private static TrustAnchor anchor(JsonNode anchor) throws MalformedJsonException {
    anchor.onlyMembers(Set.of("name", "sha256", "simulated"));
    Optional<JsonNode> simulated = anchor.optional("simulated");
    return new TrustAnchor(
        anchor.member("name").text(),
        hex(anchor.member("sha256"), 32),
        simulated.isPresent() && simulated.get().flag());
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

  private static Set<Bytes> pcrValues(JsonNode list) throws MalformedJsonException {
    Set<Bytes> values = new HashSet<>();
    for (JsonNode item : list.items()) {
      values.add(hex(item, Pcrs.LENGTH));
    }
    return values;
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

  private static Set<String> texts(JsonNode list) throws MalformedJsonException {
    Set<String> texts = new HashSet<>();
    for (JsonNode item : list.items()) {
      texts.add(item.text());
    }
    return texts;
  }

  private static void onlyTrue(JsonNode value, Runnable require) throws MalformedJsonException {
    if (!value.flag()) {
      throw value.error("only true; to leave it out, write {\"ignore\": \"why\"}");
    }
    require.run();
  }

  private static Duration duration(JsonNode value) throws MalformedJsonException {
    try {
      return Duration.parse(value.text());
    } catch (DateTimeException e) {
      throw value.error("not an ISO 8601 duration such as PT5M");
    }
  }

  private static Bytes hex(JsonNode value, int length) throws MalformedJsonException {
    Bytes bytes;
    try {
      bytes = Bytes.fromHex(value.text());
    } catch (IllegalArgumentException e) {
      throw value.error("not hexadecimal digits");
    }
    if (bytes.length() != length) {
      throw value.error(bytes.length() + " bytes instead of " + length);
    }
    return bytes;
  }
}
