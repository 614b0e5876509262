// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Keys, sessions and signatures in a vault's answers. Members that this version doesn't know are
/// passed over: a newer vault may say more.
final class KeyJson {
  private KeyJson() {}

  static VaultKey key(JsonNode node) throws MalformedJsonException {
    List<KeyAccount> accounts = new ArrayList<>();
    for (JsonNode item : AnswerJson.list(node, "accounts")) {
      accounts.add(account(item));
    }
    List<KeySession> sessions = new ArrayList<>();
    for (JsonNode item : AnswerJson.list(node, "sessions")) {
      sessions.add(session(item));
    }
    return new VaultKey(
        node.member("id").text(),
        node.member("type").text(),
        node.member("label").anyText(),
        node.member("status").text(),
        node.member("version").integer(1, Integer.MAX_VALUE),
        accounts,
        owners(node.member("owners")),
        node.member("policy").text(),
        node.member("exportable").flag(),
        node.member("share").flag(),
        sessions,
        proposals(node.optional("proposals")),
        AnswerJson.count(node.member("entries")));
  }

  private static KeyAccount account(JsonNode node) throws MalformedJsonException {
    SortedMap<String, String> addresses = new TreeMap<>();
    Optional<JsonNode> named = node.optional("addresses");
    if (named.isPresent()) {
      for (String kind : named.get().names()) {
        addresses.put(kind, named.get().member(kind).text());
      }
    }
    KeyAccount account =
        new KeyAccount(
            AnswerJson.text(node, "path").orElse(""),
            node.member("curve").text(),
            AnswerJson.hex(node.member("publicKey")),
            addresses);
    try {
      // Only for its length, so that nobody meets a wrong one later.
      Optional<?> _ = account.signing();
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
    return account;
  }

  private static Owners owners(JsonNode node) throws MalformedJsonException {
    try {
      return new Owners(
          node.member("needed").integer(1, Integer.MAX_VALUE), AnswerJson.texts(node, "of"));
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  static KeySession session(JsonNode node) throws MalformedJsonException {
    return new KeySession(
        node.member("publicKey").text(),
        node.member("principal").text(),
        AnswerJson.time(node.member("expires")),
        node.member("revoked").flag(),
        node.member("scope"));
  }

  private static List<KeyProposal> proposals(Optional<JsonNode> node)
      throws MalformedJsonException {
    List<KeyProposal> proposals = new ArrayList<>();
    if (node.isPresent()) {
      for (String id : node.get().names()) {
        JsonNode item = node.get().member(id);
        proposals.add(
            new KeyProposal(
                item.member("act").text(),
                item.member("caller").text(),
                AnswerJson.approvals(id, item),
                item.member("shown")));
      }
    }
    return proposals;
  }

  static List<SignedPayload> signed(JsonNode node) throws MalformedJsonException {
    List<SignedPayload> results = new ArrayList<>();
    for (JsonNode item : AnswerJson.list(node, "results")) {
      List<Bytes> signatures = new ArrayList<>();
      for (JsonNode signature : item.member("signatures").items()) {
        signatures.add(AnswerJson.hex(signature));
      }
      JsonNode form = item.member("form");
      results.add(
          new SignedPayload(
              Form.of(form.text()).orElseThrow(() -> form.error("an unknown form")),
              signatures,
              AnswerJson.hex(item.member("result")),
              AnswerJson.hex(item.member("id")),
              AnswerJson.hex(item.member("publicKey")),
              AnswerJson.text(item, "path").orElse("")));
    }
    return results;
  }

  static Explanation explanation(JsonNode node) throws MalformedJsonException {
    return new Explanation(
        node.member("decision").text(),
        AnswerJson.text(node, "rule"),
        AnswerJson.text(node, "code"),
        AnswerJson.text(node, "message"),
        Finding.of(node),
        node.optional("facts").orElse(new JsonNode(Map.of(), "facts")));
  }

  static List<PolicyTrial> trials(JsonNode node) throws MalformedJsonException {
    List<PolicyTrial> trials = new ArrayList<>();
    for (JsonNode item : AnswerJson.list(node, "results")) {
      trials.add(
          new PolicyTrial(
              AnswerJson.count(item.member("entry")),
              item.member("was").text(),
              item.member("now").text(),
              item.member("message").anyText()));
    }
    return trials;
  }
}
