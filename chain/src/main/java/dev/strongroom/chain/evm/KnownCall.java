// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The calls of tokens (ERC-20, ERC-721, ERC-2612) and what their arguments mean.
enum KnownCall {
  TRANSFER("erc20", "transfer", Argument.RECIPIENT, Argument.AMOUNT),
  /// ERC-20's amount and ERC-721's token under the same selector.
  APPROVE("erc20-or-721", "approve", Argument.RECIPIENT, Argument.AMOUNT_OR_TOKEN),
  /// The same.
  TRANSFER_FROM(
      "erc20-or-721",
      "transferFrom",
      Argument.SENDER,
      Argument.RECIPIENT,
      Argument.AMOUNT_OR_TOKEN),
  /// OpenZeppelin's addition to ERC-20, and the next.
  INCREASE_ALLOWANCE("erc20", "increaseAllowance", Argument.RECIPIENT, Argument.AMOUNT),
  DECREASE_ALLOWANCE("erc20", "decreaseAllowance", Argument.RECIPIENT, Argument.AMOUNT),
  SAFE_TRANSFER_FROM(
      "erc721", "safeTransferFrom", Argument.SENDER, Argument.RECIPIENT, Argument.TOKEN),
  SAFE_TRANSFER_FROM_WITH_DATA(
      "erc721",
      "safeTransferFrom",
      Argument.SENDER,
      Argument.RECIPIENT,
      Argument.TOKEN,
      Argument.DATA),
  SET_APPROVAL_FOR_ALL("erc721", "setApprovalForAll", Argument.RECIPIENT, Argument.APPROVED),
  /// ERC-2612: somebody's signature, handed in.
  PERMIT(
      "erc20",
      "permit",
      Argument.SENDER,
      Argument.RECIPIENT,
      Argument.AMOUNT,
      Argument.DEADLINE,
      Argument.V,
      Argument.WORD,
      Argument.WORD);

  private static final int SELECTOR = 4;

  private static final Map<Bytes, KnownCall> BY_SELECTOR =
      Arrays.stream(values()).collect(Collectors.toMap(KnownCall::selector, Function.identity()));

  private final String standard;
  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // it is a List.of
  private final List<Argument> arguments;

  KnownCall(String standard, String text, Argument... arguments) {
    this.standard = standard;
    this.text = text;
    this.arguments = List.of(arguments);
  }

  /// The call that data begins like.
  static Optional<KnownCall> of(Bytes data) {
    return data.length() < SELECTOR
        ? Optional.empty()
        : Optional.ofNullable(BY_SELECTOR.get(data.slice(0, SELECTOR)));
  }

  /// Such as `transfer(address,uint256)`.
  String signature() {
    return arguments.stream()
        .map(argument -> argument.type)
        .collect(Collectors.joining(",", text + "(", ")"));
  }

  /// The first bytes of the data: 4.
  Bytes selector() {
    return Keccak.hash(Bytes.utf8(signature())).slice(0, SELECTOR);
  }

  /// Reads this call, if the data is exactly one.
  Optional<EvmCall> read(Bytes data) {
    AbiArguments in = new AbiArguments(data.slice(SELECTOR, data.length()), arguments.size());
    String recipient = "";
    String sender = "";
    BigInteger amount = BigInteger.ZERO;
    BigInteger tokenId = BigInteger.ZERO;
    boolean approved = false;
    boolean complete = true;
    for (Argument argument : arguments) {
      switch (argument) {
        case RECIPIENT -> recipient = in.address();
        case SENDER -> sender = in.address();
        case AMOUNT -> amount = in.number(Argument.WORD_BITS);
        case TOKEN -> tokenId = in.number(Argument.WORD_BITS);
        case AMOUNT_OR_TOKEN -> {
          amount = in.number(Argument.WORD_BITS);
          tokenId = amount;
        }
        case APPROVED -> approved = in.number(1).signum() != 0;
        // The recipient's code gets it and does with it what it likes.
        case DATA -> complete = in.bytes().isEmpty();
        case V -> in.number(Byte.SIZE);
        case DEADLINE, WORD -> in.number(Argument.WORD_BITS);
      }
    }
    return in.canonical()
        ? Optional.of(
            new EvmCall(standard, text, recipient, sender, amount, tokenId, approved, complete))
        : Optional.empty();
  }

  private enum Argument {
    RECIPIENT("address"),
    SENDER("address"),
    AMOUNT("uint256"),
    TOKEN("uint256"),
    AMOUNT_OR_TOKEN("uint256"),
    APPROVED("bool"),
    DATA("bytes"),
    DEADLINE("uint256"),
    V("uint8"),
    WORD("bytes32");

    private static final int WORD_BITS = 256;

    private final String type;

    Argument(String type) {
      this.type = type;
    }
  }
}
