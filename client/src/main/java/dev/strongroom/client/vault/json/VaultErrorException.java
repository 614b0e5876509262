// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault.json;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The vault refused, and says why. Its words are the vault's own: not to be trusted on a terminal.
public final class VaultErrorException extends Exception {
  private static final long serialVersionUID = 1;

  /// What one rule of the policy said.
  ///
  /// @param rule its name
  /// @param applied whether it holds for the request
  /// @param why the part that decided, with its values
  public record Finding(String rule, boolean applied, String why) {}

  private final int status;
  private final String code;
  private final String words;
  private final transient List<Finding> findings;
  private final transient @Nullable JsonNode receipt;

  private VaultErrorException(
      int status, String code, String words, List<Finding> findings, @Nullable JsonNode receipt) {
    super(code + ": " + words);
    this.status = status;
    this.code = code;
    this.words = words;
    this.findings = List.copyOf(findings);
    this.receipt = receipt;
  }

  /// The refusal in an answer; code `unknown` if the answer says none.
  static VaultErrorException of(int status, String text) {
    try {
      JsonNode error = JsonNode.parse(text).member("error");
      return new VaultErrorException(
          status,
          error.member("code").text(),
          error.member("message").anyText(),
          findings(error.optional("findings")),
          error.optional("receipt").orElse(null));
    } catch (MalformedJsonException e) {
      return new VaultErrorException(
          status, "unknown", "status " + status + " without a reason", List.of(), null);
    }
  }

  /// Reads findings, as refusals and explanations have them.
  ///
  /// @throws MalformedJsonException if it isn't a list of findings
  public static List<Finding> findings(Optional<JsonNode> list) throws MalformedJsonException {
    List<Finding> findings = new ArrayList<>();
    if (list.isPresent() && !(list.get().value() instanceof List<?> all && all.isEmpty())) {
      for (JsonNode finding : list.get().items()) {
        findings.add(
            new Finding(
                finding.member("rule").anyText(),
                finding.member("applied").flag(),
                finding.member("why").anyText()));
      }
    }
    return List.copyOf(findings);
  }

  /// The status of HTTP.
  public int status() {
    return status;
  }

  /// The stable name of the reason, such as `limit-exceeded`.
  public String code() {
    return code;
  }

  /// Which rule, which value; the vault's own words.
  public String words() {
    return words;
  }

  /// What each rule said, if a policy refused.
  public List<Finding> findings() {
    return findings;
  }

  /// The receipt of the refusal, if it was entered.
  public Optional<JsonNode> receipt() {
    return Optional.ofNullable(receipt);
  }
}
