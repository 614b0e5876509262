// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.ByteReader;
import java.math.BigInteger;
import java.util.List;

/// Decodes the instructions of the programs that are known here. One is known only if data and
/// accounts are exactly what its program documents: nothing more, nothing less.
final class InstructionDecoder {
  private InstructionDecoder() {}

  /// @param accounts addresses; empty texts for those of lookup tables
  static DecodedInstruction decode(String program, List<String> accounts, Bytes data) {
    try {
      return switch (program) {
        case Programs.SYSTEM -> SystemInstructions.decode(accounts, data);
        case Programs.TOKEN, Programs.TOKEN_2022 ->
            TokenInstructions.decode(program, accounts, data);
        case Programs.ASSOCIATED_TOKEN -> associatedToken(accounts, data);
        case Programs.COMPUTE_BUDGET -> computeBudget(accounts, data);
        case Programs.MEMO, Programs.FIRST_MEMO -> memo(program, data);
        default -> DecodedInstruction.unknown(program, "");
      };
    } catch (UndecodableException e) {
      // Its program would refuse it, or knows more than we do: either way it isn't known.
      return DecodedInstruction.unknown(program, "");
    }
  }

  /// Source: the associated token account program's `AssociatedTokenAccountInstruction`.
  private static DecodedInstruction associatedToken(List<String> accounts, Bytes data) {
    boolean create = data.isEmpty() || data.equals(Bytes.fromHex("00"));
    boolean idempotent = data.equals(Bytes.fromHex("01"));
    boolean rent = accounts.size() == 7 && accounts.get(6).equals(Programs.RENT);
    boolean standard =
        (accounts.size() == 6 || rent)
            && accounts.get(4).equals(Programs.SYSTEM)
            && List.of(Programs.TOKEN, Programs.TOKEN_2022).contains(accounts.get(5));
    if (!standard || (!create && !idempotent)) {
      return DecodedInstruction.unknown(Programs.ASSOCIATED_TOKEN, "");
    }
    String name = create ? "associated-token.create" : "associated-token.create-idempotent";
    return DecodedInstruction.known(Programs.ASSOCIATED_TOKEN, name)
        .from(accounts.get(0))
        .to(accounts.get(1))
        .authority(accounts.get(2))
        .mint(accounts.get(3));
  }

  /// Source: `ComputeBudgetInstruction` of Solana's SDK. The price is in millionths of a lamport
  /// for each unit.
  private static DecodedInstruction computeBudget(List<String> accounts, Bytes data)
      throws UndecodableException {
    ByteReader reader = new ByteReader(data);
    int tag = reader.u8();
    String name =
        switch (tag) {
          case 1 -> "request-heap-frame";
          case 2 -> "set-unit-limit";
          case 3 -> "set-unit-price";
          case 4 -> "set-loaded-accounts-data-size-limit";
          default -> "";
        };
    if (name.isEmpty() || !accounts.isEmpty()) {
      return DecodedInstruction.unknown(Programs.COMPUTE_BUDGET, "");
    }
    DecodedInstruction decoded =
        DecodedInstruction.known(Programs.COMPUTE_BUDGET, "compute-budget." + name)
            .amount(tag == 3 ? reader.u64() : BigInteger.valueOf(reader.u32()));
    reader.end();
    return decoded;
  }

  private static DecodedInstruction memo(String program, Bytes data) {
    return data.asUtf8() == null
        ? DecodedInstruction.unknown(program, "")
        : DecodedInstruction.known(program, "memo");
  }
}
