// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.Base58;
import dev.strongroom.chain.encoding.ByteReader;
import java.math.BigInteger;
import java.util.List;

/// Decodes the system program's instructions (source: `SystemInstruction` of Solana's SDK, in
/// bincode). Those with a seed are named, not decoded.
final class SystemInstructions {
  private SystemInstructions() {}

  static DecodedInstruction decode(List<String> accounts, Bytes data) throws UndecodableException {
    ByteReader reader = new ByteReader(data);
    long tag = reader.u32();
    DecodedInstruction decoded =
        switch ((int) tag) {
          case 0 -> createAccount(accounts, reader);
          case 1 -> known("assign", accounts, 1).from(accounts.get(0)).authority(address(reader));
          case 2 ->
              known("transfer", accounts, 2)
                  .from(accounts.get(0))
                  .to(accounts.get(1))
                  .amount(reader.u64());
          case 3 -> unknown("create-account-with-seed");
          case 4 -> advanceNonce(accounts);
          case 5 -> withdrawNonce(accounts, reader);
          case 6 -> initializeNonce(accounts, reader);
          case 7 ->
              known("authorize-nonce", accounts, 2)
                  .from(accounts.get(0))
                  .to(address(reader))
                  .authority(accounts.get(1));
          case 8 -> allocate(accounts, reader);
          case 9 -> unknown("allocate-with-seed");
          case 10 -> unknown("assign-with-seed");
          case 11 -> unknown("transfer-with-seed");
          case 12 -> unknown("upgrade-nonce");
          default -> DecodedInstruction.unknown(Programs.SYSTEM, "");
        };
    if (decoded.known()) {
      reader.end();
    }
    return decoded;
  }

  private static DecodedInstruction createAccount(List<String> accounts, ByteReader reader)
      throws UndecodableException {
    DecodedInstruction decoded = known("create-account", accounts, 2);
    BigInteger lamports = reader.u64();
    BigInteger _ = reader.u64();
    return decoded
        .from(accounts.get(0))
        .to(accounts.get(1))
        .authority(address(reader))
        .amount(lamports);
  }

  private static DecodedInstruction advanceNonce(List<String> accounts)
      throws UndecodableException {
    DecodedInstruction decoded = known("advance-nonce", accounts, 3);
    require(accounts.get(1).equals(Programs.RECENT_BLOCKHASHES));
    return decoded.from(accounts.get(0)).authority(accounts.get(2));
  }

  private static DecodedInstruction withdrawNonce(List<String> accounts, ByteReader reader)
      throws UndecodableException {
    DecodedInstruction decoded = known("withdraw-nonce", accounts, 5);
    require(accounts.get(2).equals(Programs.RECENT_BLOCKHASHES));
    require(accounts.get(3).equals(Programs.RENT));
    return decoded
        .from(accounts.get(0))
        .to(accounts.get(1))
        .authority(accounts.get(4))
        .amount(reader.u64());
  }

  private static DecodedInstruction initializeNonce(List<String> accounts, ByteReader reader)
      throws UndecodableException {
    DecodedInstruction decoded = known("initialize-nonce", accounts, 3);
    require(accounts.get(1).equals(Programs.RECENT_BLOCKHASHES));
    require(accounts.get(2).equals(Programs.RENT));
    return decoded.from(accounts.get(0)).authority(address(reader));
  }

  private static DecodedInstruction allocate(List<String> accounts, ByteReader reader)
      throws UndecodableException {
    DecodedInstruction decoded = known("allocate", accounts, 1).from(accounts.get(0));
    BigInteger _ = reader.u64();
    return decoded;
  }

  private static DecodedInstruction known(String name, List<String> accounts, int count)
      throws UndecodableException {
    require(accounts.size() == count);
    return DecodedInstruction.known(Programs.SYSTEM, "system." + name);
  }

  private static DecodedInstruction unknown(String name) {
    return DecodedInstruction.unknown(Programs.SYSTEM, "system." + name);
  }

  private static String address(ByteReader reader) throws UndecodableException {
    return Base58.encode(reader.bytes(SolanaAddress.LENGTH));
  }

  private static void require(boolean condition) throws UndecodableException {
    if (!condition) {
      throw new UndecodableException("bad-instruction", "other accounts than documented");
    }
  }
}
