// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.evm.TransactionFields.Authorization;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the fields of each type of unsigned transaction.
final class TransactionReader {
  /// Fields of a legacy transaction before what EIP-155 adds.
  static final int LEGACY_FIELDS = 6;

  private static final int ACCESS_LIST = 1;
  private static final int DYNAMIC_FEE = 2;
  private static final int BLOB = 3;
  private static final int SET_CODE = 4;
  private static final int EIP_155_FIELDS = 9;
  private static final int ACCESS_LIST_FIELDS = 8;
  private static final int DYNAMIC_FEE_FIELDS = 9;
  private static final int SET_CODE_FIELDS = 10;
  private static final int AUTHORIZATION_FIELDS = 6;
  private static final int AMOUNT_BITS = 256;

  private TransactionReader() {}

  /// Refuses first bytes (EIP-2718) that stand for no transaction, or for one with blobs.
  static void checkType(int first) throws UndecodableException {
    if (first == BLOB) {
      throw new UndecodableException(
          "blob-transaction", "transactions with blobs (EIP-4844) aren't signed");
    }
    if (first < ACCESS_LIST || first > SET_CODE) {
      throw unknown(first);
    }
  }

  private static UndecodableException unknown(int type) {
    return new UndecodableException("transaction-type", "no type of transaction: " + type);
  }

  /// @param type the first byte, or 0 of a legacy transaction
  /// @param payload the list behind it
  static TransactionFields read(int type, Rlp payload) throws UndecodableException {
    TransactionFields fields =
        switch (type) {
          case 0 -> legacy(payload);
          case ACCESS_LIST -> accessList(payload);
          case DYNAMIC_FEE -> dynamicFee(payload);
          case SET_CODE -> setCode(payload);
          default -> throw unknown(type);
        };
    check(fields);
    return fields;
  }

  private static TransactionFields legacy(Rlp payload) throws UndecodableException {
    boolean any = payload instanceof Rlp.Items(List<Rlp> all) && all.size() == LEGACY_FIELDS;
    RlpFields in =
        new RlpFields(payload, any ? LEGACY_FIELDS : EIP_155_FIELDS, "a legacy transaction");
    long nonce = in.number("nonce");
    BigInteger gasPrice = in.amount("gas price");
    long gas = in.number("gas");
    Optional<EvmAddress> to = in.optionalAddress("to");
    BigInteger value = in.amount("value");
    Bytes data = in.data("data");
    long chainId = any ? 0 : chainId(in);
    if (!any && (in.amount("r").signum() != 0 || in.amount("s").signum() != 0)) {
      throw new UndecodableException("already-signed", "r and s aren't 0");
    }
    return new TransactionFields(
        0, chainId, nonce, gasPrice, BigInteger.ZERO, gas, to, value, data, List.of(), List.of());
  }

  private static TransactionFields accessList(Rlp payload) throws UndecodableException {
    RlpFields in = new RlpFields(payload, ACCESS_LIST_FIELDS, "an unsigned EIP-2930 transaction");
    return new TransactionFields(
        ACCESS_LIST,
        chainId(in),
        in.number("nonce"),
        in.amount("gas price"),
        BigInteger.ZERO,
        in.number("gas"),
        in.optionalAddress("to"),
        in.amount("value"),
        in.data("data"),
        addresses(in),
        List.of());
  }

  private static TransactionFields dynamicFee(Rlp payload) throws UndecodableException {
    RlpFields in = new RlpFields(payload, DYNAMIC_FEE_FIELDS, "an unsigned EIP-1559 transaction");
    long chainId = chainId(in);
    long nonce = in.number("nonce");
    BigInteger priorityFee = in.amount("priority fee");
    return new TransactionFields(
        DYNAMIC_FEE,
        chainId,
        nonce,
        in.amount("max fee"),
        priorityFee,
        in.number("gas"),
        in.optionalAddress("to"),
        in.amount("value"),
        in.data("data"),
        addresses(in),
        List.of());
  }

  private static TransactionFields setCode(Rlp payload) throws UndecodableException {
    RlpFields in = new RlpFields(payload, SET_CODE_FIELDS, "an unsigned EIP-7702 transaction");
    long chainId = chainId(in);
    long nonce = in.number("nonce");
    BigInteger priorityFee = in.amount("priority fee");
    return new TransactionFields(
        SET_CODE,
        chainId,
        nonce,
        in.amount("max fee"),
        priorityFee,
        in.number("gas"),
        Optional.of(in.address("to")),
        in.amount("value"),
        in.data("data"),
        addresses(in),
        authorizations(in));
  }

  private static long chainId(RlpFields in) throws UndecodableException {
    long chainId = in.number("chain id");
    if (chainId == 0) {
      throw new UndecodableException("chain-id", "the chain id is 0");
    }
    return chainId;
  }

  private static List<EvmAddress> addresses(RlpFields in) throws UndecodableException {
    List<EvmAddress> addresses = new ArrayList<>();
    for (Rlp entry : in.list("access list")) {
      RlpFields fields = new RlpFields(entry, 2, "an entry of the access list");
      addresses.add(fields.address("address"));
      List<Bytes> _ = fields.words("storage keys");
    }
    return addresses;
  }

  private static List<Authorization> authorizations(RlpFields in) throws UndecodableException {
    List<Authorization> authorizations = new ArrayList<>();
    for (Rlp entry : in.list("authorizations")) {
      RlpFields fields = new RlpFields(entry, AUTHORIZATION_FIELDS, "an authorization");
      authorizations.add(
          new Authorization(
              fields.number("chain id"), fields.address("address"), fields.number("nonce")));
      if (fields.number("y parity") > 1) {
        throw new UndecodableException("authorization", "the y parity isn't 0 or 1");
      }
      BigInteger _ = fields.amount("r");
      BigInteger _ = fields.amount("s");
    }
    if (authorizations.isEmpty()) {
      throw new UndecodableException("authorization", "no authorizations: EIP-7702 wants one");
    }
    return authorizations;
  }

  /// What no node would take, whatever the account holds.
  private static void check(TransactionFields fields) throws UndecodableException {
    if (fields.priorityFee().compareTo(fields.gasPrice()) > 0) {
      throw new UndecodableException("fee", "the priority fee is above the max fee");
    }
    if (fields.maxFee().add(fields.value()).bitLength() > AMOUNT_BITS) {
      throw new UndecodableException("fee", "value and fee are 2^256 or more");
    }
  }
}
