// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.verification.ReceiptPolicy.TimeWindow;
import dev.strongroom.ledger.witness.WitnessKey;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads policies for receipts from JSON text: `docs/receipt.md`, section 8, and its JSON Schema.
public final class ReceiptPolicyFile {
  /// What such a policy calls itself.
  public static final String KIND = "receipt";

  private static final int VERSION = 1;
  private static final int MAX_WITNESSES = 64;
  private static final Set<String> MEMBERS =
      Set.of(
          "$schema",
          "version",
          "kind",
          "comment",
          "logs",
          "enclave",
          "earlierEpochs",
          "witnesses",
          "timestamps",
          "time",
          "inference");

  private final ReceiptPolicy.Builder builder = ReceiptPolicy.builder();

  private interface Wanted {
    void accept(JsonNode value) throws MalformedJsonException;
  }

  private interface Ignored {
    void accept(String why);
  }

  private ReceiptPolicyFile() {}

  /// Reads a policy.
  ///
  /// @throws MalformedPolicyException if it isn't one; says where and why
  public static ReceiptPolicy parse(String json) throws MalformedPolicyException {
    try {
      return new ReceiptPolicyFile().read(JsonNode.parse(json), true);
    } catch (MalformedJsonException e) {
      throw new MalformedPolicyException(e.place(), e.problem());
    }
  }

  private ReceiptPolicy read(JsonNode policy, boolean outermost) throws MalformedJsonException {
    policy.member("version").integer(VERSION, VERSION);
    if (!policy.member("kind").text().equals(KIND)) {
      throw policy.member("kind").error("only \"" + KIND + "\" is understood");
    }
    policy.onlyMembers(MEMBERS);
    part(policy, "logs", value -> builder.requireLogs(logs(value)), builder::ignoreLogs);
    part(
        policy,
        "enclave",
        value -> builder.requireEnclave(PolicyFile.read(value)),
        builder::ignoreEnclave);
    part(
        policy,
        "witnesses",
        value -> builder.requireWitnesses(quorum(value)),
        builder::ignoreWitnesses);
    part(
        policy,
        "timestamps",
        value -> builder.requireTimestamps(roots(value)),
        builder::ignoreTimestamps);
    part(policy, "time", value -> builder.requireTime(window(value)), builder::ignoreTime);
    Optional<JsonNode> earlier = policy.optional("earlierEpochs");
    if (earlier.isPresent()) {
      earlier.get().onlyMembers(Set.of("allow"));
      builder.allowEarlierEpochs(earlier.get().member("allow").text());
    }
    Optional<JsonNode> inference = policy.optional("inference");
    if (inference.isPresent()) {
      builder.inference(
          InferencePolicyReader.read(
              inference.get(),
              outermost
                  ? Optional.of(hop -> new ReceiptPolicyFile().read(hop, false))
                  : Optional.empty()));
    }
    try {
      return builder.build();
    } catch (IllegalStateException e) {
      throw policy.error(String.valueOf(e.getMessage()));
    }
  }

  private static void part(JsonNode policy, String name, Wanted require, Ignored ignore)
      throws MalformedJsonException {
    Optional<JsonNode> part = policy.optional(name);
    if (part.isEmpty()) {
      throw policy.error("\"" + name + "\" is neither required nor ignored; say which");
    }
    Set<String> names = part.get().names();
    if (names.equals(Set.of("ignore"))) {
      ignore.accept(part.get().member("ignore").text());
    } else if (names.equals(Set.of("require"))) {
      JsonNode value = part.get().member("require");
      try {
        require.accept(value);
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw value.error(String.valueOf(e.getMessage()));
      }
    } else {
      throw part.get().error("either \"require\" or \"ignore\" is needed, and nothing else");
    }
  }

  private static List<VerifierKey> logs(JsonNode list) throws MalformedJsonException {
    List<VerifierKey> keys = new ArrayList<>();
    for (JsonNode item : list.items()) {
      item.onlyMembers(Set.of("name", "key"));
      keys.add(key(item));
    }
    return keys;
  }

  private static WitnessQuorum quorum(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("quorum", "of"));
    List<WitnessKey> keys = new ArrayList<>();
    for (JsonNode item : node.member("of").items()) {
      item.onlyMembers(Set.of("name", "key", "from", "until"));
      try {
        keys.add(new WitnessKey(key(item), instant(item, "from"), instant(item, "until")));
      } catch (IllegalArgumentException e) {
        throw item.error(String.valueOf(e.getMessage()));
      }
    }
    return new WitnessQuorum(node.member("quorum").integer(1, MAX_WITNESSES), keys);
  }

  /// The key is told by its text form; a name beside it is for people.
  private static VerifierKey key(JsonNode item) throws MalformedJsonException {
    if (item.optional("name").isPresent()) {
      item.member("name").text();
    }
    try {
      return VerifierKey.parse(item.member("key").text());
    } catch (MalformedLedgerException e) {
      throw item.member("key").error(e.getMessage());
    }
  }

  private static List<TrustAnchor> roots(JsonNode list) throws MalformedJsonException {
    List<TrustAnchor> roots = new ArrayList<>();
    for (JsonNode item : list.items()) {
      item.onlyMembers(Set.of("name", "sha256"));
      JsonNode sha256 = item.member("sha256");
      try {
        roots.add(new TrustAnchor(item.member("name").text(), Bytes.fromHex(sha256.text()), false));
      } catch (IllegalArgumentException e) {
        throw sha256.error("64 hexadecimal digits are needed");
      }
    }
    return roots;
  }

  private static TimeWindow window(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("after", "before"));
    return new TimeWindow(instant(node, "after"), instant(node, "before"));
  }

  private static Optional<Instant> instant(JsonNode node, String name)
      throws MalformedJsonException {
    Optional<JsonNode> member = node.optional(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(member.get().text()));
    } catch (DateTimeException e) {
      throw member.get().error("a time such as 2026-11-21T18:00:00Z is needed");
    }
  }
}
