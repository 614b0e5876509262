// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import static dev.strongroom.policy.expression.MemberType.Scalar.AMOUNT;
import static dev.strongroom.policy.expression.MemberType.Scalar.BOOL;
import static dev.strongroom.policy.expression.MemberType.Scalar.INT;
import static dev.strongroom.policy.expression.MemberType.Scalar.TEXT;

import dev.strongroom.chain.Form;
import dev.strongroom.policy.expression.MemberType.Dynamic;
import dev.strongroom.policy.expression.MemberType.ListOf;
import dev.strongroom.policy.expression.MemberType.Struct;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which members each form of request has, as `docs/policy-model.md` tells people.
public final class FormModel {
  private static final SortedMap<String, MemberType> PLAIN_TEXT =
      members("text", TEXT, "hex", TEXT, "length", INT, "ascii", BOOL);

  private FormModel() {}

  /// The members of a form.
  static SortedMap<String, MemberType> members(Form form) {
    return switch (form) {
      case EVM_TRANSACTION -> evmTransaction();
      case EVM_MESSAGE, SOLANA_MESSAGE, MESSAGE -> PLAIN_TEXT;
      case EVM_TYPED_DATA -> evmTypedData();
      case SOLANA_TRANSACTION -> solanaTransaction();
      case BITCOIN_TRANSACTION -> bitcoinTransaction();
      case DIGEST -> members("hex", TEXT, "length", INT);
    };
  }

  /// The members that all of these forms have, with one type.
  static SortedMap<String, MemberType> shared(Collection<Form> forms) {
    SortedMap<String, MemberType> shared = new TreeMap<>();
    boolean first = true;
    for (Form form : forms) {
      SortedMap<String, MemberType> members = members(form);
      if (first) {
        shared.putAll(members);
        first = false;
      } else {
        shared.entrySet().removeIf(m -> !m.getValue().equals(members.get(m.getKey())));
      }
    }
    return shared;
  }

  /// What may not be sure about a request of this form.
  public static List<String> unsureCodes(Form form) {
    return switch (form) {
      case EVM_TRANSACTION -> List.of("unknown-call", "contract-creation", "pre-eip-155");
      case EVM_MESSAGE, SOLANA_MESSAGE -> List.of("not-text", "look-alikes");
      case EVM_TYPED_DATA -> List.of("look-alikes", "unknown-permit");
      case SOLANA_TRANSACTION -> List.of("unknown-instruction", "address-lookup");
      case BITCOIN_TRANSACTION ->
          List.of("unknown-output-script", "foreign-inputs", "sighash", "unproven-amounts");
      case MESSAGE -> List.of("any-message", "looks-like-transaction");
      case DIGEST -> List.of("any-digest");
    };
  }

  private static SortedMap<String, MemberType> evmTransaction() {
    Struct authorization =
        new Struct(
            "evm-transaction.authorization",
            members("chain_id", INT, "address", TEXT, "nonce", INT));
    Struct call =
        new Struct(
            "evm-transaction.call",
            members(
                "standard", TEXT,
                "name", TEXT,
                "recipient", TEXT,
                "sender", TEXT,
                "amount", AMOUNT,
                "token_id", AMOUNT,
                "approved", BOOL));
    return members(
        "type", INT,
        "chain_id", INT,
        "nonce", INT,
        "creates", BOOL,
        "to", TEXT,
        "value", AMOUNT,
        "gas", INT,
        "gas_price", AMOUNT,
        "priority_fee", AMOUNT,
        "max_fee", AMOUNT,
        "data_length", INT,
        "selector", TEXT,
        "access_list", new ListOf(TEXT),
        "authorizations", new ListOf(authorization),
        "call", call);
  }

  private static SortedMap<String, MemberType> evmTypedData() {
    Struct domain =
        new Struct(
            "evm-typed-data.domain",
            members(
                "name", TEXT,
                "version", TEXT,
                "chain_id", AMOUNT,
                "verifying_contract", TEXT,
                "salt", TEXT));
    Struct permit =
        new Struct(
            "evm-typed-data.permit",
            members(
                "standard", TEXT,
                "owner", TEXT,
                "spender", TEXT,
                "token", TEXT,
                "amount", AMOUNT,
                "deadline", AMOUNT));
    return members(
        "domain", domain,
        "has_chain_id", BOOL,
        "has_verifying_contract", BOOL,
        "primary_type", TEXT,
        "message", Dynamic.MAP,
        "permit", permit);
  }

  private static SortedMap<String, MemberType> solanaTransaction() {
    Struct instruction =
        new Struct(
            "solana-transaction.instruction",
            members(
                "program", TEXT,
                "name", TEXT,
                "known", BOOL,
                "from", TEXT,
                "to", TEXT,
                "authority", TEXT,
                "mint", TEXT,
                "amount", AMOUNT,
                "decimals", INT));
    return members(
        "version", TEXT,
        "fee_payer", TEXT,
        "pays_fee", BOOL,
        "signers", new ListOf(TEXT),
        "recent_blockhash", TEXT,
        "instructions", new ListOf(instruction),
        "lamports", AMOUNT,
        "programs", new ListOf(TEXT));
  }

  private static SortedMap<String, MemberType> bitcoinTransaction() {
    Struct input =
        new Struct(
            "bitcoin-transaction.input", members("address", TEXT, "amount", AMOUNT, "mine", BOOL));
    Struct output =
        new Struct(
            "bitcoin-transaction.output",
            members("address", TEXT, "amount", AMOUNT, "mine", BOOL, "data", BOOL));
    return members(
        "network", TEXT,
        "version", INT,
        "locktime", INT,
        "inputs", new ListOf(input),
        "outputs", new ListOf(output),
        "sent", AMOUNT,
        "fee", AMOUNT,
        "fee_rate", INT,
        "replaceable", BOOL);
  }

  private static SortedMap<String, MemberType> members(Object... namesAndTypes) {
    Map<String, MemberType> members = new TreeMap<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      members.put((String) namesAndTypes[i], (MemberType) namesAndTypes[i + 1]);
    }
    return new TreeMap<>(members);
  }
}
