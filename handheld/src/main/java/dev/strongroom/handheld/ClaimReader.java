// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.PolicyJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What policies of both kinds read in the same way.
final class ClaimReader {
  private ClaimReader() {}

  /// Reads one value.
  interface Value<T> {
    T read(JsonNode value) throws MalformedJsonException;
  }

  /// Reads a claim that has to be either required or ignored.
  static <T> Requirement<T> claim(JsonNode policy, String name, Value<T> value)
      throws MalformedJsonException {
    List<Requirement<T>> said = new ArrayList<>(1);
    PolicyJson.claim(
        policy,
        name,
        wanted -> said.add(new Requirement.Require<>(value.read(wanted))),
        why -> said.add(new Requirement.Ignore<>(why)));
    return said.getFirst();
  }

  /// The same of something that is so or isn't: only `true` can be required.
  static Requirement<Boolean> flag(JsonNode policy, String name) throws MalformedJsonException {
    return claim(
        policy,
        name,
        value -> {
          PolicyJson.onlyTrue(value, () -> {});
          return true;
        });
  }

  /// Reads a list without repetitions.
  static <T> Set<T> set(JsonNode list, Value<T> value) throws MalformedJsonException {
    Set<T> values = new HashSet<>();
    for (JsonNode item : list.items()) {
      if (!values.add(value.read(item))) {
        throw item.error("stood before");
      }
    }
    return values;
  }

  /// Reads the roots; the maker's where nothing is said.
  static List<TrustAnchor> anchors(JsonNode policy, List<TrustAnchor> makers)
      throws MalformedJsonException {
    Optional<JsonNode> given = policy.optional("anchors");
    if (given.isEmpty()) {
      return makers;
    }
    List<TrustAnchor> anchors = new ArrayList<>();
    for (JsonNode anchor : given.get().items()) {
      TrustAnchor read = PolicyJson.anchor(anchor);
      if (read.simulated()) {
        throw anchor.error("there are no simulated phones");
      }
      anchors.add(read);
    }
    return anchors;
  }

  /// Reads a value of an enumeration by its name.
  static <E extends Enum<E>> E named(JsonNode value, E[] known) throws MalformedJsonException {
    for (E candidate : known) {
      if (candidate.toString().equals(value.text())) {
        return candidate;
      }
    }
    throw value.error("unknown: " + value.text());
  }
}
