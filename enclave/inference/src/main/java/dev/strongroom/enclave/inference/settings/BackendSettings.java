// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.settings;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.PolicyFile;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// One back end of the measured configuration.
public sealed interface BackendSettings {
  /// Of settings without `requests`.
  int MOST_REQUESTS = 64;

  /// What it is called in the settings.
  String kind();

  /// A model in the gateway's own process.
  ///
  /// @param weights SHA-256 of its file
  /// @param length of that file, in bytes
  /// @param context in tokens
  /// @param threads that compute
  record Embedded(Bytes weights, long length, int context, int threads) implements BackendSettings {
    @Override
    public String kind() {
      return "embedded";
    }
  }

  /// A server beside the gateway, in the same environment.
  ///
  /// @param port of 127.0.0.1
  /// @param requests at a time
  record Loopback(int port, int requests) implements BackendSettings {
    @Override
    public String kind() {
      return "loopback";
    }
  }

  /// A server in another environment, which is attested.
  ///
  /// @param host of its address
  /// @param port of its address
  /// @param policy for its evidence
  /// @param identityKey of its deployment; empty: any that runs what the policy accepts
  /// @param fresh whether its evidence has to carry each connection's nonce
  /// @param reattest how long a connection may be used
  /// @param endorsements for its evidence
  /// @param requests at a time
  record Attested(
      String host,
      int port,
      AppraisalPolicy policy,
      Optional<Bytes> identityKey,
      boolean fresh,
      Duration reattest,
      Endorsed endorsements,
      int requests)
      implements BackendSettings {
    @Override
    public String kind() {
      return "attested";
    }
  }

  /// Where endorsements come from.
  sealed interface Endorsed {
    /// The settings themselves.
    record Given(Endorsements endorsements) implements Endorsed {}

    /// The host's store, which offers them under this SHA-256.
    record Stored(Bytes sha256) implements Endorsed {}
  }

  /// Reads one.
  ///
  /// @throws MalformedJsonException if it isn't one; says where and why
  static BackendSettings read(JsonNode node) throws MalformedJsonException {
    JsonNode kind = node.member("kind");
    return switch (kind.text()) {
      case "embedded" -> embedded(node);
      case "loopback" -> {
        node.onlyMembers(Set.of("kind", "port", "requests"));
        yield new Loopback(node.member("port").integer(1, 65_535), requests(node));
      }
      case "attested" -> attested(node);
      default -> throw kind.error("embedded, loopback or attested is needed");
    };
  }

  private static Embedded embedded(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("kind", "weights", "context", "threads"));
    JsonNode weights = node.member("weights");
    weights.onlyMembers(Set.of("sha256", "length"));
    JsonNode length = weights.member("length");
    if (!(length.value() instanceof Long bytes) || bytes < 1) {
      throw length.error("a length in bytes is needed");
    }
    return new Embedded(
        digest(weights.member("sha256")),
        bytes,
        node.member("context").integer(1, 1 << 24),
        node.member("threads").integer(1, 1024));
  }

  private static Attested attested(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(
        Set.of(
            "kind",
            "address",
            "policy",
            "identityKey",
            "fresh",
            "reattest",
            "endorsements",
            "requests"));
    JsonNode address = node.member("address");
    String[] parts = address.text().split(":", -1);
    if (parts.length != 2 || !Pattern.matches("[1-9][0-9]{0,4}", parts[1])) {
      throw address.error("HOST:PORT is needed");
    }
    Optional<JsonNode> identity = node.optional("identityKey");
    Optional<JsonNode> fresh = node.optional("fresh");
    return new Attested(
        parts[0],
        Integer.parseInt(parts[1]),
        PolicyFile.read(node.member("policy")),
        identity.isEmpty() ? Optional.empty() : Optional.of(digest(identity.get())),
        fresh.isPresent() && fresh.get().flag(),
        Durations.read(node.member("reattest"), Duration.ofSeconds(2), Duration.ofDays(7)),
        endorsed(node.optional("endorsements")),
        requests(node));
  }

  private static Endorsed endorsed(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return new Endorsed.Given(Endorsements.NONE);
    }
    if (node.get().optional("sha256").isPresent()) {
      node.get().onlyMembers(Set.of("sha256"));
      return new Endorsed.Stored(digest(node.get().member("sha256")));
    }
    return new Endorsed.Given(EndorsementFile.bundle(node.get()));
  }

  private static int requests(JsonNode node) throws MalformedJsonException {
    Optional<JsonNode> requests = node.optional("requests");
    return requests.isEmpty() ? MOST_REQUESTS : requests.get().integer(1, 4096);
  }

  private static Bytes digest(JsonNode node) throws MalformedJsonException {
    try {
      Bytes digest = Bytes.fromHex(node.text());
      if (digest.length() == 32 && digest.hex().equals(node.text())) {
        return digest;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("64 lower-case hexadecimal digits are needed");
  }
}
