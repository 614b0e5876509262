// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a key is born with.
final class BirthOptions {
  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "The key's policy (docs/policy.md); strongroom policy check judges it before.")
  private @Nullable Path rules;

  @Option(names = "--label", paramLabel = "TEXT", description = "What you call it.")
  private @Nullable String label;

  @Option(
      names = "--owner",
      paramLabel = "PRINCIPAL",
      description = "Who decides about it (repeatable), such as agent:ed25519:HEX. Default: you.")
  private List<String> owners = List.of();

  @Option(
      names = "--owners-needed",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many of them it takes. Default: 1.")
  private int needed = 1;

  @Option(
      names = "--exportable",
      description = "Let its owners take it out, encrypted. Can't be changed later.")
  private boolean exportable;

  @Option(
      names = "--upgrade-notice",
      paramLabel = "DURATION",
      description = {
        "How long before another image may use it that is to be announced: ISO 8601, such as P30D",
        "(docs/upgrades.md). Can't be changed later."
      })
  private @Nullable Duration upgradeNotice;

  @Option(
      names = "--request",
      paramLabel = "ID",
      description = "Repeated with the same id, it is done once.")
  private @Nullable String request;

  @Mixin private ShareOptions share = new ShareOptions();

  /// Made by the command-line library, which sets the fields.
  BirthOptions() {}

  /// The user's part of the key, if it is to take one.
  ShareOptions share() {
    return share;
  }

  /// What is said to a login that may make a wallet: the request's id.
  ///
  /// @throws UsageException if something was said that is measured for people's wallets
  Map<String, Object> ofLogin() throws UsageException {
    if (label != null || !owners.isEmpty() || needed != 1 || exportable || upgradeNotice != null) {
      throw new UsageException(
          "--oidc-token goes without --label, --owner, --exportable and --upgrade-notice: the vault's settings say how"
              + " people's wallets are, and --wallet which one");
    }
    return request == null ? Map.of() : Map.of("request", request);
  }

  /// Whether a policy was named.
  boolean hasRules() {
    return rules != null;
  }

  /// As the vault's interface has it, all but what kind of key it is and the user's part.
  Map<String, Object> body() throws UsageException {
    Map<String, Object> body = new LinkedHashMap<>();
    if (rules == null) {
      throw new UsageException("--rules FILE is needed: what isn't allowed is refused");
    }
    body.put("policy", TextFile.json(rules).value());
    if (label != null) {
      body.put("label", label);
    }
    if (owners.isEmpty() && needed != 1) {
      throw new UsageException("--owners-needed goes with --owner: you alone would be one owner");
    }
    if (!owners.isEmpty()) {
      body.put("owners", Map.of("needed", (long) needed, "of", owners));
    }
    if (exportable) {
      body.put("exportable", true);
    }
    if (upgradeNotice != null) {
      body.put("upgradeNotice", upgradeNotice.toString());
    }
    if (request != null) {
      body.put("request", request);
    }
    return body;
  }
}
