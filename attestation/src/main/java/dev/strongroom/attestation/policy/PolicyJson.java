// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What policy files of all kinds have in common: each claim is an object with either `require` or
/// `ignore`.
public final class PolicyJson {
  private PolicyJson() {}

  /// What to do with a claim's required value.
  public interface Wanted {
    /// Does it.
    void accept(JsonNode value) throws MalformedJsonException;
  }

  /// What to do with the reason why a claim is ignored.
  public interface Ignored {
    /// Does it.
    void accept(String why);
  }

  /// Reads a claim.
  public static void claim(JsonNode policy, String name, Wanted require, Ignored ignore)
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

  /// Reads why something is allowed that isn't by default: `{"allow": "why"}`.
  public static Optional<String> allowed(JsonNode policy, String name)
      throws MalformedJsonException {
    Optional<JsonNode> node = policy.optional(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    node.get().onlyMembers(Set.of("allow"));
    return Optional.of(node.get().member("allow").text());
  }

  /// Reads a pinned root: by its certificate (`sha256`) or by its key (`keySha256`).
  public static TrustAnchor anchor(JsonNode anchor) throws MalformedJsonException {
    anchor.onlyMembers(Set.of("name", "sha256", "keySha256", "simulated"));
    String name = anchor.member("name").text();
    Optional<JsonNode> simulated = anchor.optional("simulated");
    Optional<JsonNode> key = anchor.optional("keySha256");
    if (key.isPresent()) {
      if (anchor.optional("sha256").isPresent() || simulated.isPresent()) {
        throw anchor.error("a root that is pinned by its key has a name and keySha256 only");
      }
      return TrustAnchor.ofKey(name, hex(key.get(), 32));
    }
    return new TrustAnchor(
        name, hex(anchor.member("sha256"), 32), simulated.isPresent() && simulated.get().flag());
  }

  /// Reads texts.
  public static Set<String> texts(JsonNode list) throws MalformedJsonException {
    Set<String> texts = new HashSet<>();
    for (JsonNode item : list.items()) {
      texts.add(item.text());
    }
    return texts;
  }

  /// Reads values of one length, hexadecimal digits.
  public static Set<Bytes> values(JsonNode list, int length) throws MalformedJsonException {
    Set<Bytes> values = new HashSet<>();
    for (JsonNode item : list.items()) {
      values.add(hex(item, length));
    }
    return values;
  }

  /// Reads `true`, and nothing else.
  public static void onlyTrue(JsonNode value, Runnable require) throws MalformedJsonException {
    if (!value.flag()) {
      throw value.error("only true; to leave it out, write {\"ignore\": \"why\"}");
    }
    require.run();
  }

  /// Reads a length of time, ISO 8601.
  public static Duration duration(JsonNode value) throws MalformedJsonException {
    try {
      return Duration.parse(value.text());
    } catch (DateTimeException e) {
      throw value.error("not an ISO 8601 duration such as PT5M");
    }
  }

  /// Reads hexadecimal digits.
  ///
  /// @param length in bytes
  public static Bytes hex(JsonNode value, int length) throws MalformedJsonException {
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
