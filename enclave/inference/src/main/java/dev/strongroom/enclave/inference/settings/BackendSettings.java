// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.settings;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.enclave.inference.tinfoil.TinfoilFormat;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// One back end of the measured configuration.
public sealed interface BackendSettings {
  /// Of settings without `requests`.
  int MOST_REQUESTS = 64;

  /// Characters of a stated reason.
  int LONGEST_REASON = 500;

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

  /// A server in another environment, which publishes its evidence as Tinfoil's do.
  ///
  /// @param host of its address
  /// @param port of its address
  /// @param format of its document
  /// @param policy for the evidence of its machine
  /// @param devices policy for the evidence of its GPUs; empty: that isn't looked at
  /// @param authorized whether clients' own authorization is sent along
  /// @param reattest how long a connection may be used
  /// @param endorsements for its evidence
  /// @param requests at a time
  record Tinfoil(
      String host,
      int port,
      TinfoilFormat format,
      AppraisalPolicy policy,
      Optional<AppraisalPolicy> devices,
      boolean authorized,
      Duration reattest,
      Endorsed endorsements,
      int requests)
      implements BackendSettings {
    @Override
    public String kind() {
      return "tinfoil";
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
      case "tinfoil" -> tinfoil(node);
      default -> throw kind.error("embedded, loopback, attested or tinfoil is needed");
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
    Address address = address(node.member("address"));
    Optional<JsonNode> identity = node.optional("identityKey");
    Optional<JsonNode> fresh = node.optional("fresh");
    return new Attested(
        address.host(),
        address.port(),
        PolicyFile.read(node.member("policy")),
        identity.isEmpty() ? Optional.empty() : Optional.of(digest(identity.get())),
        fresh.isPresent() && fresh.get().flag(),
        Durations.read(node.member("reattest"), Duration.ofSeconds(2), Duration.ofDays(7)),
        endorsed(node.optional("endorsements")),
        requests(node));
  }

  private static Tinfoil tinfoil(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(
        Set.of(
            "kind",
            "address",
            "format",
            "policy",
            "devices",
            "authorization",
            "reattest",
            "endorsements",
            "requests"));
    Address address = address(node.member("address"));
    TinfoilFormat format =
        node.member("format").integer(2, 3) == 2 ? TinfoilFormat.V2 : TinfoilFormat.V3;
    AppraisalPolicy policy = PolicyFile.read(node.member("policy"));
    if (policy.kind() != EvidenceKind.SEV_SNP && policy.kind() != EvidenceKind.TDX) {
      throw node.member("policy").error("a policy of kind sev-snp or tdx is needed");
    }
    return new Tinfoil(
        address.host(),
        address.port(),
        format,
        policy,
        devices(node.member("devices"), format),
        authorized(node.optional("authorization")),
        Durations.read(node.member("reattest"), Duration.ofSeconds(2), Duration.ofDays(7)),
        endorsed(node.optional("endorsements")),
        requests(node));
  }

  /// A policy for GPUs, or why their evidence isn't looked at.
  private static Optional<AppraisalPolicy> devices(JsonNode node, TinfoilFormat format)
      throws MalformedJsonException {
    if (node.optional("ignore").isPresent()) {
      node.onlyMembers(Set.of("ignore"));
      String why = node.member("ignore").text();
      if (why.length() > LONGEST_REASON) {
        throw node.error("a shorter reason is needed");
      }
      return Optional.empty();
    }
    AppraisalPolicy policy = PolicyFile.read(node);
    if (policy.kind() != EvidenceKind.NVIDIA_GPU) {
      throw node.error("a policy of kind nvidia-gpu, or ignore, is needed");
    }
    if (format == TinfoilFormat.V2) {
      throw node.error("documents of version 2 have no evidence of devices");
    }
    return Optional.of(policy);
  }

  private static boolean authorized(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return false;
    }
    if (!node.get().text().equals("client")) {
      throw node.get().error("client is needed, or nothing");
    }
    return true;
  }

  /// `HOST:PORT`.
  record Address(String host, int port) {}

  private static Address address(JsonNode node) throws MalformedJsonException {
    String[] parts = node.text().split(":", -1);
    if (parts.length != 2 || !Pattern.matches("[1-9][0-9]{0,4}", parts[1])) {
      throw node.error("HOST:PORT is needed");
    }
    return new Address(parts[0], Integer.parseInt(parts[1]));
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
