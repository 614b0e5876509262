// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.ByteReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The message of a transaction, by its layout (Solana's documentation, "Transactions": message
/// header, account addresses, recent blockhash, instructions; version 0: address lookup tables).
///
/// @param versioned whether it is of version 0, else it is a legacy one
/// @param signers how many of the accounts sign, at least one
/// @param accounts 32 bytes each, no two the same; the signers come first, of them the fee payer
/// @param blockhash 32 bytes
/// @param lookedUp how many further accounts come from lookup tables
record SolanaLayout(
    boolean versioned,
    int signers,
    List<Bytes> accounts,
    Bytes blockhash,
    List<Instruction> instructions,
    int lookedUp) {
  /// An instruction.
  ///
  /// @param program index of an account
  /// @param accounts indices; from `accounts().size()` on they are of lookup tables
  record Instruction(int program, List<Integer> accounts, Bytes data) {
    Instruction {
      accounts = List.copyOf(accounts);
    }
  }

  private static final int VERSIONED = 0x80;
  private static final int MOST_ACCOUNTS = 256;

  SolanaLayout {
    accounts = List.copyOf(accounts);
    instructions = List.copyOf(instructions);
  }

  static SolanaLayout parse(Bytes message) throws UndecodableException {
    ByteReader reader = new ByteReader(message);
    boolean versioned = reader.peek() >= VERSIONED;
    if (versioned) {
      int version = reader.u8() - VERSIONED;
      if (version != 0) {
        throw new UndecodableException("unknown-version", "a message of version " + version);
      }
    }
    int signers = reader.u8();
    int readOnlySigners = reader.u8();
    int readOnlyOthers = reader.u8();
    List<Bytes> accounts = accounts(reader);
    // As the validators' own check has it ("sanitize"): the fee payer's account can be written.
    if (signers == 0 || readOnlySigners >= signers || signers + readOnlyOthers > accounts.size()) {
      throw bad("a header that doesn't fit the accounts");
    }
    Bytes blockhash = reader.bytes(SolanaAddress.LENGTH);
    List<Instruction> instructions = instructions(reader);
    int lookedUp = versioned ? lookUps(reader) : 0;
    reader.end();
    checkIndices(instructions, accounts.size(), lookedUp);
    return new SolanaLayout(versioned, signers, accounts, blockhash, instructions, lookedUp);
  }

  private static List<Bytes> accounts(ByteReader reader) throws UndecodableException {
    int count = CompactU16.read(reader);
    if (count > MOST_ACCOUNTS) {
      throw new UndecodableException("too-many", count + " accounts");
    }
    List<Bytes> accounts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      accounts.add(reader.bytes(SolanaAddress.LENGTH));
    }
    if (new HashSet<>(accounts).size() < count) {
      throw bad("an account twice");
    }
    return accounts;
  }

  private static List<Instruction> instructions(ByteReader reader) throws UndecodableException {
    int count = CompactU16.read(reader);
    List<Instruction> instructions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int program = reader.u8();
      List<Integer> accounts = indices(reader);
      instructions.add(new Instruction(program, accounts, reader.bytes(CompactU16.read(reader))));
    }
    return instructions;
  }

  private static List<Integer> indices(ByteReader reader) throws UndecodableException {
    Bytes indices = reader.bytes(CompactU16.read(reader));
    List<Integer> list = new ArrayList<>();
    for (int i = 0; i < indices.length(); i++) {
      list.add(indices.at(i));
    }
    return list;
  }

  private static int lookUps(ByteReader reader) throws UndecodableException {
    int tables = CompactU16.read(reader);
    int lookedUp = 0;
    for (int i = 0; i < tables; i++) {
      Bytes _ = reader.bytes(SolanaAddress.LENGTH);
      int used = indices(reader).size() + indices(reader).size();
      if (used == 0) {
        throw bad("a lookup table that nothing is taken from");
      }
      lookedUp += used;
    }
    return lookedUp;
  }

  private static void checkIndices(List<Instruction> instructions, int named, int lookedUp)
      throws UndecodableException {
    int all = named + lookedUp;
    if (all > MOST_ACCOUNTS) {
      throw new UndecodableException("too-many", all + " accounts");
    }
    for (Instruction instruction : instructions) {
      // The fee payer can't be a program, and a program can't come from a table.
      if (instruction.program() == 0 || instruction.program() >= named) {
        throw bad("a program that isn't among the accounts");
      }
      if (instruction.accounts().stream().anyMatch(index -> index >= all)) {
        throw bad("an account that isn't there");
      }
    }
  }

  private static UndecodableException bad(String message) {
    return new UndecodableException("bad-transaction", message);
  }
}
