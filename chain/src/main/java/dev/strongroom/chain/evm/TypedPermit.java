// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A permission to move tokens, given by a signature alone.
///
/// @param owner whose tokens
/// @param spender who may move them
/// @param token the contract
/// @param deadline the last second in which the signature can be handed in, since 1970
record TypedPermit(
    String standard,
    String owner,
    String spender,
    String token,
    BigInteger amount,
    BigInteger deadline) {
  /// No permit.
  static final TypedPermit NONE = new TypedPermit("", "", "", "", BigInteger.ZERO, BigInteger.ZERO);

  private static final String ERC_2612 =
      "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
  private static final String SINGLE =
      "PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)"
          + "PermitDetails(address token,uint160 amount,uint48 expiration,uint48 nonce)";
  private static final String TRANSFER_FROM =
      "PermitTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,"
          + "uint256 deadline)TokenPermissions(address token,uint256 amount)";

  /// The permit that a message is, by ERC-2612 or by Permit2's `PermitSingle` and
  /// `PermitTransferFrom`: it has to have exactly the standard's type.
  ///
  /// @param type the primary type, as EIP-712 encodes it
  /// @param message its members as policies see them
  /// @param contract that the domain names, or empty: ERC-2612's token
  /// @param signer the key's address: whose tokens Permit2 moves
  static Optional<TypedPermit> of(
      String type, Map<String, Object> message, String contract, String signer) {
    return switch (type) {
      case ERC_2612 ->
          Optional.of(
              new TypedPermit(
                  "erc2612",
                  text(message, "owner"),
                  text(message, "spender"),
                  contract,
                  amount(message, "value"),
                  amount(message, "deadline")));
      case SINGLE ->
          Optional.of(permit2(message, nested(message, "details"), signer, "sigDeadline"));
      case TRANSFER_FROM ->
          Optional.of(permit2(message, nested(message, "permitted"), signer, "deadline"));
      default -> Optional.empty();
    };
  }

  /// Whether a message calls itself a permit.
  static boolean named(String primary) {
    return primary.startsWith("Permit");
  }

  Map<String, Object> members() {
    return Map.of(
        "standard", standard,
        "owner", owner,
        "spender", spender,
        "token", token,
        "amount", amount,
        "deadline", deadline);
  }

  private static TypedPermit permit2(
      Map<String, Object> message, Map<?, ?> token, String signer, String deadline) {
    return new TypedPermit(
        "permit2",
        signer,
        text(message, "spender"),
        text(token, "token"),
        amount(token, "amount"),
        amount(message, deadline));
  }

  // The type says that these members are there and of which type.

  private static Map<?, ?> nested(Map<?, ?> message, String name) {
    return (Map<?, ?>) Objects.requireNonNull(message.get(name));
  }

  private static String text(Map<?, ?> message, String name) {
    return (String) Objects.requireNonNull(message.get(name));
  }

  private static BigInteger amount(Map<?, ?> message, String name) {
    return (BigInteger) Objects.requireNonNull(message.get(name));
  }
}
