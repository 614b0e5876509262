// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.verification.InferencePolicy.AcceptedBackend;
import dev.strongroom.ledger.verification.InferencePolicy.AcceptedEvidence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the member `inference` of a policy for receipts.
final class InferencePolicyReader {
  private static final int DIGEST = 32;
  private static final Pattern KIND = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final String OUTERMOST = "the outermost policy names them";

  private InferencePolicyReader() {}

  private interface Wanted<T> {
    T read(JsonNode value) throws MalformedJsonException;
  }

  /// Reads it.
  ///
  /// @param hop reads policies for the back ends' receipts; empty in such a policy itself
  static InferencePolicy read(JsonNode node, Optional<PolicyOfHop> hop)
      throws MalformedJsonException {
    Set<String> known = new LinkedHashSet<>(Set.of("models", "backends", "incomplete"));
    if (hop.isPresent()) {
      known.add("hops");
    }
    node.onlyMembers(known);
    Requirement<List<ReceiptPolicy>> hops =
        hop.isPresent()
            ? part(node, "hops", list -> hops(list, hop.get()))
            : new Ignore<>(OUTERMOST);
    try {
      return new InferencePolicy(
          part(node, "models", InferencePolicyReader::texts),
          part(node, "backends", InferencePolicyReader::backends),
          hops,
          allowed(node, "incomplete"));
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  /// Reads a policy for the receipt of a back end.
  interface PolicyOfHop {
    ReceiptPolicy read(JsonNode node) throws MalformedJsonException;
  }

  private static List<ReceiptPolicy> hops(JsonNode list, PolicyOfHop hop)
      throws MalformedJsonException {
    List<ReceiptPolicy> hops = new ArrayList<>();
    for (JsonNode item : list.items()) {
      hops.add(hop.read(item));
    }
    return hops;
  }

  private static <T> Requirement<T> part(JsonNode around, String name, Wanted<T> wanted)
      throws MalformedJsonException {
    Optional<JsonNode> part = around.optional(name);
    if (part.isEmpty()) {
      throw around.error("\"" + name + "\" is neither required nor ignored; say which");
    }
    Set<String> names = part.get().names();
    if (names.equals(Set.of("ignore"))) {
      return new Ignore<>(part.get().member("ignore").text());
    }
    if (names.equals(Set.of("require"))) {
      return new Require<>(wanted.read(part.get().member("require")));
    }
    throw part.get().error("either \"require\" or \"ignore\" is needed, and nothing else");
  }

  private static Optional<String> allowed(JsonNode around, String name)
      throws MalformedJsonException {
    Optional<JsonNode> member = around.optional(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    member.get().onlyMembers(Set.of("allow"));
    return Optional.of(member.get().member("allow").text());
  }

  private static List<AcceptedBackend> backends(JsonNode list) throws MalformedJsonException {
    List<AcceptedBackend> backends = new ArrayList<>();
    for (JsonNode item : list.items()) {
      backends.add(backend(item));
    }
    return backends;
  }

  private static AcceptedBackend backend(JsonNode node) throws MalformedJsonException {
    JsonNode kind = node.member("kind");
    return switch (kind.text()) {
      case "embedded" -> {
        node.onlyMembers(Set.of("kind", "weights"));
        yield new AcceptedBackend.Embedded(part(node, "weights", InferencePolicyReader::digests));
      }
      case "loopback" -> {
        node.onlyMembers(Set.of("kind"));
        yield new AcceptedBackend.Loopback();
      }
      case "attested", "tinfoil" -> {
        node.onlyMembers(Set.of("kind", "evidence", "simulated"));
        yield new AcceptedBackend.Attested(
            kind.text(),
            part(node, "evidence", InferencePolicyReader::evidence),
            allowed(node, "simulated"));
      }
      default -> throw kind.error("embedded, loopback, attested or tinfoil is needed");
    };
  }

  private static AcceptedEvidence evidence(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("kinds", "sha256", "identityKeys"));
    Optional<JsonNode> kinds = node.optional("kinds");
    Optional<JsonNode> sha256 = node.optional("sha256");
    Optional<JsonNode> keys = node.optional("identityKeys");
    try {
      return new AcceptedEvidence(
          kinds.isEmpty() ? Set.of() : kinds(kinds.get()),
          sha256.isEmpty() ? Set.of() : digests(sha256.get()),
          keys.isEmpty() ? Set.of() : digests(keys.get()));
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  private static Set<String> kinds(JsonNode list) throws MalformedJsonException {
    for (JsonNode item : list.items()) {
      if (!KIND.matcher(item.text()).matches()) {
        throw item.error("a kind of evidence, such as sev-snp, is needed");
      }
    }
    return texts(list);
  }

  private static Set<String> texts(JsonNode list) throws MalformedJsonException {
    Set<String> texts = new LinkedHashSet<>();
    for (JsonNode item : list.items()) {
      texts.add(item.text());
    }
    return texts;
  }

  private static Set<Bytes> digests(JsonNode list) throws MalformedJsonException {
    Set<Bytes> digests = new LinkedHashSet<>();
    for (JsonNode item : list.items()) {
      digests.add(digest(item));
    }
    return digests;
  }

  private static Bytes digest(JsonNode node) throws MalformedJsonException {
    try {
      Bytes digest = Bytes.fromHex(node.text());
      if (digest.length() == DIGEST) {
        return digest;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("64 hexadecimal digits are needed");
  }
}
