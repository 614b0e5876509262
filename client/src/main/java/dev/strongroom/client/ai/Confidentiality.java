// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of a gateway: what was verified here, what it says itself of what is behind it,
/// and what is left to trust.
///
/// @param gateway verified on the connection, or with the keys, by which it answered
/// @param status of its own answer; 404 where it gives none
/// @param answer its own account, unchecked but for who gave it: back ends and their evidence
public record Confidentiality(VerifiedGateway gateway, int status, String answer) {
  private static final int OK = 200;

  /// What nobody has verified, and whoever sends a prompt trusts.
  public List<String> remainsTrusted() {
    Claims claims = gateway.verified().claims();
    List<String> trusted = new ArrayList<>();
    if (claims.simulated()) {
      trusted.add(
          "SIMULATED: no hardware vouches for this gateway; whoever runs it can read everything");
    }
    if (claims.debug()) {
      trusted.add("DEBUG MODE: whoever runs the host can look inside");
    }
    trusted.add(
        gateway.verified().verdict().kind().maker()
            + ", who made the hardware, and that nobody has broken it");
    trusted.add(
        "that the measured program does what its source says: evidence names it, and who has read"
            + " it knows");
    trusted.add("the back ends, as far as the gateway's own account doesn't show them verified");
    trusted.add("this machine, and every program on it that may connect to where you ask");
    if (gateway.way() == VerifiedGateway.Way.ENCRYPTED_MESSAGES) {
      trusted.add(
          "that the message key never leaves the enclave in this boot: with it, recorded messages"
              + " open");
      trusted.add("whoever ends TLS sees paths, who asks and when; and can refuse and delay");
    }
    trusted.add("lengths and times of requests and answers, which whoever carries them sees");
    return List.copyOf(trusted);
  }

  /// All of it as JSON (`docs/ai.md`).
  ///
  /// @param address of the gateway
  /// @param policy SHA-256 of the file that the policy was read from; empty if it is from none
  public String json(String address, Optional<Bytes> policy) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("verified", true);
    members.put("gateway", address);
    members.put("way", gateway.way().toString());
    members.put("goodUntil", gateway.goodUntil().toString());
    members.put("identityKey", gateway.keys().identityKey().hex());
    policy.ifPresent(digest -> members.put("policySha256", digest.hex()));
    members.put("evidence", evidence());
    members.put("verdict", verdict(gateway.verified().verdict()));
    members.put("remainsTrusted", remainsTrusted());
    String own = CanonicalJson.text(members);
    // As it came: the gateway may use numbers that canonical JSON doesn't have.
    return own.substring(0, own.length() - 1) + ",\"accordingToTheGateway\":" + account() + "}";
  }

  private String account() {
    Map<String, Object> account = new LinkedHashMap<>();
    account.put("status", status);
    String own = CanonicalJson.text(account);
    return status == OK && isJson()
        ? own.substring(0, own.length() - 1) + ",\"answer\":" + answer.strip() + "}"
        : own;
  }

  private boolean isJson() {
    try {
      return !JsonNode.parseWithNulls(answer).names().isEmpty();
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  private Map<String, Object> evidence() {
    Claims claims = gateway.verified().claims();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", claims.kind().toString());
    members.put("sha256", sha256(gateway.evidence()));
    members.put("simulated", claims.simulated());
    members.put("debug", claims.debug());
    claims.time().ifPresent(time -> members.put("time", time.toString()));
    Map<String, Object> measurements = new LinkedHashMap<>();
    claims.measurements().forEach((name, value) -> measurements.put(name, value.hex()));
    members.put("measurements", measurements);
    return members;
  }

  /// A verdict, accepted or not, with all its checks.
  static Map<String, Object> verdict(Verdict verdict) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("at", verdict.at().toString());
    members.put("genuine", verdict.genuine());
    members.put("accepted", verdict.accepted());
    members.put("platformStatus", verdict.platformStatus().toString());
    members.put("advisories", verdict.advisories());
    members.put("checks", verdict.checks().stream().map(Confidentiality::check).toList());
    return members;
  }

  private static Map<String, Object> check(Check check) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", check.name());
    members.put("source", check.source());
    members.put("stage", check.stage().toString());
    members.put("outcome", check.outcome().toString());
    members.put("detail", check.detail());
    Reason reason = check.reason();
    if (reason != null) {
      members.put("reason", reason.code());
    }
    return members;
  }

  private static String sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest()).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
