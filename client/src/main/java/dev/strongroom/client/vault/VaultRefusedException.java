// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.List;
import java.util.Optional;

/// The vault refused. Its codes are those of the interface's description (`GET
/// /v1/vault/openapi.yaml`).
public final class VaultRefusedException extends VaultException {
  private static final long serialVersionUID = 1;
  private static final int UNAVAILABLE = 503;

  private final int status;
  private final String code;
  private final String words;
  private final transient List<Finding> findings;
  private final transient Optional<Receipt> receipt;

  /// @param status of HTTP
  /// @param code the stable name of the reason
  /// @param words for people, the vault's own
  /// @param findings what each rule of the policy said
  /// @param receipt that the refusal was entered
  VaultRefusedException(
      int status, String code, String words, List<Finding> findings, Optional<Receipt> receipt) {
    super(code + ": " + words);
    this.status = status;
    this.code = code;
    this.words = words;
    this.findings = List.copyOf(findings);
    this.receipt = receipt;
  }

  /// The refusal in an answer; code `unknown` if the answer says none.
  static VaultRefusedException read(int status, String text) {
    try {
      JsonNode error = JsonNode.parse(text).member("error");
      Optional<JsonNode> entered = error.optional("receipt");
      Optional<Receipt> receipt =
          entered.isPresent() ? Optional.of(AnswerJson.receipt(entered.get())) : Optional.empty();
      return new VaultRefusedException(
          status,
          error.member("code").text(),
          error.member("message").anyText(),
          Finding.of(error),
          receipt);
    } catch (MalformedJsonException e) {
      return new VaultRefusedException(
          status, "unknown", "status " + status + " without a reason", List.of(), Optional.empty());
    }
  }

  /// The status of HTTP.
  public int status() {
    return status;
  }

  /// The stable name of the reason, such as `limit-exceeded`.
  public String code() {
    return code;
  }

  /// Which rule, which value; the vault's own words, not to be trusted on a terminal.
  public String words() {
    return words;
  }

  /// What each rule of the policy said; empty if none was asked.
  public List<Finding> findings() {
    return findings;
  }

  /// The receipt of the refusal, if it was entered. [VaultClient] has judged it, if it judges any;
  /// [JsonVault] judges none.
  public Optional<Receipt> receipt() {
    return receipt;
  }

  /// Whether the same request may succeed a little later.
  public boolean passing() {
    return status == UNAVAILABLE;
  }
}
