// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Requests as the decoders describe them, and policies made of text.
final class Requests {
  static final Principal AGENT = Principal.parse("agent:ed25519:a1");
  static final Principal ANN = Principal.parse("passkey:example.com:ann");
  static final Principal BEN = Principal.parse("passkey:example.com:ben");
  static final Principal CAL = Principal.parse("oidc:https://issuer.example#cal");

  /// From EIP-55.
  static final String SHOP = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  /// From EIP-55.
  static final String THIEF = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

  static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  static final BigInteger ETHER = BigInteger.TEN.pow(18);

  private Requests() {}

  /// A transfer of ether on the main network.
  static Map<String, Object> transfer(String to, BigInteger wei) {
    Map<String, Object> call = new HashMap<>();
    call.put("standard", "");
    call.put("name", "");
    call.put("recipient", "");
    call.put("sender", "");
    call.put("amount", BigInteger.ZERO);
    call.put("token_id", BigInteger.ZERO);
    call.put("approved", false);
    Map<String, Object> tx = new HashMap<>();
    tx.put("type", 2L);
    tx.put("chain_id", 1L);
    tx.put("nonce", 7L);
    tx.put("creates", false);
    tx.put("to", to);
    tx.put("value", wei);
    tx.put("gas", 21_000L);
    tx.put("gas_price", BigInteger.valueOf(30_000_000_000L));
    tx.put("priority_fee", BigInteger.valueOf(1_000_000_000L));
    tx.put("max_fee", BigInteger.valueOf(630_000_000_000_000L));
    tx.put("data_length", 0L);
    tx.put("selector", "");
    tx.put("access_list", List.of());
    tx.put("authorizations", List.of());
    tx.put("call", call);
    return tx;
  }

  static Facts evm(String to, BigInteger wei) {
    return new Facts(Form.EVM_TRANSACTION, transfer(to, wei), List.of());
  }

  /// The same with one member different.
  static Facts evm(String member, Object value) {
    Map<String, Object> tx = transfer(SHOP, ETHER);
    tx.put(member, value);
    return new Facts(Form.EVM_TRANSACTION, tx, List.of());
  }

  static Facts text(Form form, String text, List<String> unsure) {
    return new Facts(
        form,
        Map.of(
            "text",
            text,
            "hex",
            Bytes.utf8(text).hex(),
            "length",
            (long) text.length(),
            "ascii",
            text.chars().allMatch(c -> c < 0x7f)),
        unsure);
  }

  static Facts digest() {
    return new Facts(Form.DIGEST, Map.of("hex", "00".repeat(32), "length", 32L), List.of());
  }

  static Facts typed(Map<String, Object> message) {
    return new Facts(
        Form.EVM_TYPED_DATA,
        Map.of(
            "domain",
            Map.of(
                "name", "Dai",
                "version", "1",
                "chain_id", BigInteger.ONE,
                "verifying_contract", SHOP,
                "salt", ""),
            "has_chain_id",
            true,
            "has_verifying_contract",
            true,
            "primary_type",
            "Order",
            "message",
            message,
            "permit",
            Map.of(
                "standard",
                "",
                "owner",
                "",
                "spender",
                "",
                "token",
                "",
                "amount",
                BigInteger.ZERO,
                "deadline",
                BigInteger.ZERO)),
        List.of());
  }

  static Inquiry ask(Facts facts) {
    return ask(facts, AGENT, NOON);
  }

  static Inquiry ask(Facts facts, Principal caller, Instant time, Principal... approvals) {
    return new Inquiry(
        "sign",
        caller,
        Optional.empty(),
        "key-1",
        "m/44'/60'/0'/0/0",
        facts,
        time,
        Set.of(approvals));
  }

  static Policy policy(String json) {
    try {
      return Policy.parse(Bytes.utf8(json));
    } catch (MalformedPolicyException e) {
      throw new AssertionError(e);
    }
  }

  /// A policy of rules about Ethereum transactions; single quotes stand for double ones.
  static Policy rules(String... rules) {
    return policy(json(rules));
  }

  static String json(String... rules) {
    return ("{'version':1,'rules':[" + String.join(",", rules) + "]}").replace('\'', '"');
  }

  /// An allowance with further members, such as `'when':'true'`.
  static String allow(String name, String... members) {
    return rule(name, "allow", members);
  }

  static String refuse(String name, String... members) {
    return rule(name, "refuse", members);
  }

  private static String rule(String name, String effect, String... members) {
    String rule =
        "{'name':'"
            + name
            + "','effect':'"
            + effect
            + "','acts':['sign']"
            + (String.join("", members).contains("'on':") ? "" : ",'on':['evm-transaction']");
    return rule + (members.length == 0 ? "" : "," + String.join(",", members)) + "}";
  }

  /// A condition in single quotes; its own texts are in backquotes.
  static String when(String cel) {
    return "'when':'" + cel.replace("\\", "\\\\").replace("`", "\\\"") + "'";
  }
}
