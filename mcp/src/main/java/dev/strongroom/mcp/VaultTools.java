// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.vault.Finding;
import dev.strongroom.client.vault.JsonVault;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;
import dev.strongroom.client.vault.VaultReceipts;
import dev.strongroom.client.vault.VaultRefusedException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.verification.ReceiptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Does what a model asks for. Whatever goes wrong is an answer too: with a code, and if a policy
/// refused with what each rule said.
final class VaultTools {
  private static final int MOST_ACTS = 20;
  private static final int ACTS = 20;

  private final JsonVault vault;
  private final VaultReceipts receipts;
  private final AttestedHttpClient http;

  VaultTools(JsonVault vault, VaultReceipts receipts, AttestedHttpClient http) {
    this.vault = vault;
    this.receipts = receipts;
    this.http = http;
  }

  /// Calls a tool. Once a vault was verified, each answer says whether it is a simulated one.
  ToolAnswer call(VaultTool tool, Arguments arguments) {
    ToolAnswer answer = unmarked(tool, arguments);
    return http.lastVerified()
        .map(server -> answer.marked(server.verified().claims().simulated()))
        .orElse(answer);
  }

  private ToolAnswer unmarked(VaultTool tool, Arguments arguments) {
    try {
      return answered(tool, arguments);
    } catch (UnusableArgumentException e) {
      return ToolAnswer.error("unusable-argument", String.valueOf(e.getMessage()));
    } catch (VaultRefusedException e) {
      return refused(e);
    } catch (AttestationRefusedException e) {
      return ToolAnswer.error("enclave-refused", "nothing was sent: " + e.getMessage());
    } catch (ReceiptException e) {
      return ToolAnswer.error(
          "receipt-refused",
          "it may have been done, but its receipt is no proof: " + e.getMessage());
    } catch (UnusableVaultAnswerException | MalformedJsonException e) {
      return ToolAnswer.error("unusable-answer", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return ToolAnswer.error("unreachable", "it may have been done or not: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ToolAnswer.error("interrupted", "it may have been done or not");
    }
  }

  private ToolAnswer answered(VaultTool tool, Arguments arguments)
      throws UnusableArgumentException,
          VaultRefusedException,
          UnusableVaultAnswerException,
          MalformedJsonException,
          ReceiptException,
          IOException,
          InterruptedException {
    return switch (tool) {
      case CREATE_KEY -> create(arguments);
      case LIST_KEYS -> plain(vault.get("/v1/keys"));
      case ADDRESS -> address(vault.get("/v1/keys/" + arguments.key()));
      case SIGN_TRANSACTION, SIGN_MESSAGE -> sign(tool, arguments);
      case EXPLAIN ->
          plain(
              vault.post("/v1/keys/" + arguments.key() + "/explain", Payload.of(tool, arguments)));
      case HISTORY -> history(arguments);
    };
  }

  private ToolAnswer create(Arguments arguments)
      throws UnusableArgumentException,
          VaultRefusedException,
          UnusableVaultAnswerException,
          MalformedJsonException,
          ReceiptException,
          IOException,
          InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", arguments.text("type"));
    body.put("policy", arguments.object("policy"));
    arguments.optional("label").ifPresent(label -> body.put("label", label));
    arguments.optional("request").ifPresent(request -> body.put("request", request));
    VaultAnswer answer = vault.post("/v1/keys", body);
    return acted(answer.member("key").member("id").text(), answer);
  }

  private ToolAnswer sign(VaultTool tool, Arguments arguments)
      throws UnusableArgumentException,
          VaultRefusedException,
          UnusableVaultAnswerException,
          MalformedJsonException,
          ReceiptException,
          IOException,
          InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>(Payload.of(tool, arguments));
    arguments.optional("request").ifPresent(request -> body.put("request", request));
    String key = arguments.key();
    return acted(key, vault.post("/v1/keys/" + key + "/sign", body));
  }

  /// An answer with its receipt verified, and shortened to where it is in which log.
  private ToolAnswer acted(String key, VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException, ReceiptException {
    Map<String, Object> content = members(answer);
    Optional<JsonNode> receipt = answer.optional("receipt");
    if (receipt.isPresent()) {
      content.put("receipt", ActText.place(receipts.judge(receipt.get(), key)));
    } else if (!answer.pending()) {
      throw new UnusableVaultAnswerException("no receipt");
    }
    if (answer.pending()) {
      return new ToolAnswer(
          "approvals-needed",
          false,
          "APPROVALS NEEDED: nothing was signed yet. When enough have approved the proposal, ask"
              + " for exactly the same again.\n"
              + CanonicalJson.text(content),
          content);
    }
    return ToolAnswer.done(CanonicalJson.text(content), content);
  }

  private ToolAnswer plain(VaultAnswer answer) throws UnusableVaultAnswerException {
    Map<String, Object> content = members(answer);
    return ToolAnswer.done(CanonicalJson.text(content), content);
  }

  private ToolAnswer address(VaultAnswer answer)
      throws UnusableVaultAnswerException, MalformedJsonException {
    JsonNode key = answer.member("key");
    Map<String, Object> content =
        Map.of(
            "id", key.member("id").text(),
            "type", key.member("type").text(),
            "accounts", key.member("accounts").value());
    return ToolAnswer.done(CanonicalJson.text(content), content);
  }

  private ToolAnswer history(Arguments arguments)
      throws UnusableArgumentException,
          VaultRefusedException,
          UnusableVaultAnswerException,
          MalformedJsonException,
          ReceiptException,
          IOException,
          InterruptedException {
    String key = arguments.key();
    long limit = arguments.number("limit", 1, MOST_ACTS, ACTS);
    VaultAnswer answer = vault.get("/v1/keys/" + key + "/history");
    List<Object> acts = new ArrayList<>();
    if (!(answer.member("entries").value() instanceof List<?> all && all.isEmpty())) {
      for (JsonNode entry : answer.member("entries").items()) {
        if (acts.size() < limit) {
          acts.add(ActText.act(receipts.judge(entry, key)));
        }
      }
    }
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("acts", acts);
    content.put(
        "note", "each receipt was verified; strongroom keys history shows that none is missing");
    return ToolAnswer.done(CanonicalJson.text(content), content);
  }

  private ToolAnswer refused(VaultRefusedException e) {
    StringBuilder text = new StringBuilder("REFUSED " + e.code() + ": " + e.words());
    List<Object> findings = new ArrayList<>();
    for (Finding finding : e.findings()) {
      text.append("\n")
          .append(finding.applied() ? "applies: " : "doesn't apply: ")
          .append(finding.rule())
          .append(": ")
          .append(finding.why());
      findings.add(
          Map.of("rule", finding.rule(), "applied", finding.applied(), "why", finding.why()));
    }
    return new ToolAnswer(
        e.code(),
        true,
        text.toString(),
        Map.of("code", e.code(), "message", e.words(), "findings", findings));
  }

  private static Map<String, Object> members(VaultAnswer answer)
      throws UnusableVaultAnswerException {
    if (!(answer.body().value() instanceof Map<?, ?> map)) {
      throw new UnusableVaultAnswerException("not an object");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }
}
