// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.anchor.AnchorSettings;
import dev.strongroom.enclave.notary.members.MemberSettings;
import dev.strongroom.enclave.notary.operators.OperatorQuorum;
import dev.strongroom.enclave.notary.upgrade.UpgradeSettings;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.recovery.Generation;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the measured configuration says to the notary, under the name `ledger` (`docs/notary.md`,
/// section 2).
///
/// @param origin of the log, and the name of its key
/// @param witnesses that are asked, and where
/// @param quorum how many of them have to cosign
/// @param gather how long a batch waits for more entries
/// @param most entries of a batch
/// @param patience how long an answer waits for the witnesses
/// @param anchors beside the witnesses
/// @param recovery who may let the log go on after a loss; empty: nobody
/// @param members several enclaves that share the store; empty: this one is alone
/// @param upgrades who may let another image have the root secret; empty: nobody
public record NotarySettings(
    String origin,
    List<Witness> witnesses,
    WitnessQuorum quorum,
    Duration gather,
    int most,
    Duration patience,
    AnchorSettings anchors,
    Optional<OperatorQuorum> recovery,
    Optional<MemberSettings> members,
    Optional<UpgradeSettings> upgrades) {
  /// The settings' name in the configuration.
  public static final String NAME = "ledger";

  private static final int MOST_WITNESSES = 16;
  private static final int MOST_ENTRIES = 4096;
  private static final Duration GATHER = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /// A witness.
  ///
  /// @param name for people
  /// @param keys that it signs with
  /// @param url its submission prefix, without a slash at the end
  public record Witness(String name, List<VerifierKey> keys, URI url) {
    /// Copies the list.
    public Witness {
      keys = List.copyOf(keys);
    }
  }

  /// Copies the list.
  public NotarySettings {
    witnesses = List.copyOf(witnesses);
  }

  /// Reads settings.
  ///
  /// @throws MalformedJsonException if they aren't any; says where and why
  public static NotarySettings parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(
        Set.of(
            "origin",
            "witnesses",
            "quorum",
            "gather",
            "batch",
            "patience",
            "anchors",
            "recovery",
            "members",
            "upgrades"));
    JsonNode origin = node.member("origin");
    if (!VerifierKey.isName(origin.text()) || origin.text().length() > 200) {
      throw origin.error("a name without spaces and plus signs, such as example.com/ledger");
    }
    if (Generation.of(origin.text()).filter(it -> it.number() == 0).isEmpty()) {
      throw origin.error("the log's first name is needed, not that of a recovered one");
    }
    List<Witness> witnesses = witnesses(node);
    int quorum = node.member("quorum").integer(0, witnesses.size());
    // Two quorums have to have a witness in common: else one half could cosign one history, and the
    // other another.
    if (!witnesses.isEmpty() && 2 * quorum <= witnesses.size()) {
      throw node.member("quorum").error("more than half of the witnesses are needed");
    }
    return new NotarySettings(
        origin.text(),
        witnesses,
        quorum(node, witnesses, quorum),
        duration(node.optional("gather"), GATHER),
        most(node.optional("batch")),
        duration(node.optional("patience"), PATIENCE),
        anchors(node.optional("anchors"), origin.text()),
        recovery(node.optional("recovery")),
        members(node.optional("members")),
        upgrades(node.optional("upgrades"), quorum));
  }

  /// The same for a later generation of the log.
  NotarySettings of(Generation generation) {
    return new NotarySettings(
        generation.origin(),
        witnesses,
        quorum,
        gather,
        most,
        patience,
        anchors.of(generation),
        recovery,
        members,
        upgrades);
  }

  private static Optional<OperatorQuorum> recovery(Optional<JsonNode> node)
      throws MalformedJsonException {
    return node.isEmpty() ? Optional.empty() : Optional.of(OperatorQuorum.parse(node.get()));
  }

  private static Optional<UpgradeSettings> upgrades(Optional<JsonNode> node, int quorum)
      throws MalformedJsonException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    // The notice is counted by their clocks.
    if (quorum == 0) {
      throw node.get().error("upgrades need witnesses, of whom a quorum tells the time");
    }
    return Optional.of(UpgradeSettings.parse(node.get()));
  }

  private static Optional<MemberSettings> members(Optional<JsonNode> node)
      throws MalformedJsonException {
    return node.isEmpty() ? Optional.empty() : Optional.of(MemberSettings.parse(node.get()));
  }

  private static AnchorSettings anchors(Optional<JsonNode> node, String origin)
      throws MalformedJsonException {
    return node.isEmpty() ? AnchorSettings.NONE : AnchorSettings.parse(node.get(), origin);
  }

  private static WitnessQuorum quorum(JsonNode node, List<Witness> witnesses, int threshold)
      throws MalformedJsonException {
    try {
      return WitnessQuorum.of(
          threshold, witnesses.stream().flatMap(witness -> witness.keys().stream()).toList());
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  private static List<Witness> witnesses(JsonNode node) throws MalformedJsonException {
    List<Witness> witnesses = new ArrayList<>();
    Optional<JsonNode> list = node.optional("witnesses");
    if (list.isPresent()) {
      Set<String> names = new HashSet<>();
      for (JsonNode item : list.get().items()) {
        Witness witness = witness(item);
        if (!names.add(witness.name())) {
          throw item.error("two witnesses of one name");
        }
        witnesses.add(witness);
      }
      if (witnesses.size() > MOST_WITNESSES) {
        throw list.get().error("more than " + MOST_WITNESSES);
      }
    }
    return witnesses;
  }

  private static Witness witness(JsonNode item) throws MalformedJsonException {
    item.onlyMembers(Set.of("keys", "url"));
    List<VerifierKey> keys = new ArrayList<>();
    for (JsonNode text : item.member("keys").items()) {
      VerifierKey key = key(text);
      if (!keys.isEmpty() && !keys.getFirst().name().equals(key.name())) {
        throw text.error("the keys of one witness have one name");
      }
      keys.add(key);
    }
    return new Witness(keys.getFirst().name(), keys, url(item.member("url")));
  }

  private static VerifierKey key(JsonNode text) throws MalformedJsonException {
    try {
      VerifierKey key = VerifierKey.parse(text.text());
      if (key.type().timestamped()) {
        return key;
      }
      throw text.error("the key of a log, not of a witness");
    } catch (MalformedLedgerException e) {
      throw text.error(e.getMessage());
    }
  }

  private static URI url(JsonNode text) throws MalformedJsonException {
    try {
      URI url = URI.create(text.text());
      if (Set.of("http", "https").contains(String.valueOf(url.getScheme()))
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && !text.text().endsWith("/")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw text.error(
        "http://HOST:PORT or https://HOST/PREFIX is needed, without a slash at the end");
  }

  private static int most(Optional<JsonNode> node) throws MalformedJsonException {
    return node.isEmpty() ? MOST_ENTRIES : node.get().integer(1, MOST_ENTRIES);
  }

  private static Duration duration(Optional<JsonNode> node, Duration otherwise)
      throws MalformedJsonException {
    if (node.isEmpty()) {
      return otherwise;
    }
    try {
      Duration duration = Duration.parse(node.get().text());
      if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw node.get().error("an ISO 8601 duration up to PT5M, such as PT0.01S, is needed");
  }
}
