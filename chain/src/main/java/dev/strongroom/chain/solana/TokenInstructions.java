// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.Base58;
import dev.strongroom.chain.encoding.ByteReader;
import java.util.List;

/// Decodes the instructions that SPL Token and Token-2022 have in common (source:
/// `TokenInstruction` of `spl-token`). Those with further accounts, which is how several people
/// sign for one account and how transfer hooks get theirs, aren't known.
final class TokenInstructions {
  private static final int AUTHORITY_TYPES = 4;

  private TokenInstructions() {}

  static DecodedInstruction decode(String program, List<String> accounts, Bytes data)
      throws UndecodableException {
    ByteReader reader = new ByteReader(data);
    int tag = reader.u8();
    Shape shape = new Shape(program, accounts);
    DecodedInstruction decoded =
        switch (tag) {
          case 3 -> shape.of("transfer", 3).from(accounts.get(0)).to(accounts.get(1));
          case 4 -> shape.of("approve", 3).from(accounts.get(0)).to(accounts.get(1));
          case 5 -> shape.of("revoke", 2).from(accounts.get(0));
          case 6 -> setAuthority(shape.of("set-authority", 2).from(accounts.get(0)), reader);
          case 7 -> shape.of("mint-to", 3).mint(accounts.get(0)).to(accounts.get(1));
          case 8 -> shape.of("burn", 3).from(accounts.get(0)).mint(accounts.get(1));
          case 9 -> shape.of("close-account", 3).from(accounts.get(0)).to(accounts.get(1));
          case 12 ->
              shape
                  .of("transfer-checked", 4)
                  .from(accounts.get(0))
                  .mint(accounts.get(1))
                  .to(accounts.get(2));
          case 13 ->
              shape
                  .of("approve-checked", 4)
                  .from(accounts.get(0))
                  .mint(accounts.get(1))
                  .to(accounts.get(2));
          case 14 -> shape.of("mint-to-checked", 3).mint(accounts.get(0)).to(accounts.get(1));
          case 15 -> shape.of("burn-checked", 3).from(accounts.get(0)).mint(accounts.get(1));
          default -> DecodedInstruction.unknown(program, "");
        };
    if (!decoded.known()) {
      return decoded;
    }
    boolean amount = tag != 5 && tag != 6 && tag != 9;
    DecodedInstruction counted = amount ? decoded.amount(reader.u64()) : decoded;
    boolean decimals = tag >= 12;
    DecodedInstruction whole = decimals ? counted.decimals(reader.u8()) : counted;
    reader.end();
    return whole.authority(accounts.getLast());
  }

  /// The kinds of authority beyond the first four are of Token-2022's extensions.
  private static DecodedInstruction setAuthority(DecodedInstruction decoded, ByteReader reader)
      throws UndecodableException {
    int type = reader.u8();
    int present = reader.u8();
    if (type >= AUTHORITY_TYPES || present > 1) {
      throw new UndecodableException("bad-instruction", "an authority that isn't known");
    }
    return present == 1 ? decoded.to(Base58.encode(reader.bytes(SolanaAddress.LENGTH))) : decoded;
  }

  /// Names an instruction of the program and checks how many accounts it has.
  private record Shape(String program, List<String> accounts) {
    Shape {
      accounts = List.copyOf(accounts);
    }

    DecodedInstruction of(String name, int count) throws UndecodableException {
      if (accounts.size() != count) {
        throw new UndecodableException("bad-instruction", "other accounts than documented");
      }
      return DecodedInstruction.known(program, "token." + name);
    }
  }
}
