// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import java.math.BigInteger;
import java.util.Map;

/// An instruction as policies see it: what it lacks is empty or zero.
///
/// @param name such as `token.transfer`; empty if it isn't known
/// @param known whether it was decoded in full
/// @param from where something leaves, or the account that is changed
/// @param to where it goes, or who gets a right
/// @param authority who has to agree; of `system.create-account` and `system.assign` the program
///   that will own the account; of an associated token account its wallet
record DecodedInstruction(
    String program,
    String name,
    boolean known,
    String from,
    String to,
    String authority,
    String mint,
    BigInteger amount,
    int decimals) {

  static DecodedInstruction unknown(String program, String name) {
    return new DecodedInstruction(program, name, false, "", "", "", "", BigInteger.ZERO, 0);
  }

  static DecodedInstruction known(String program, String name) {
    return new DecodedInstruction(program, name, true, "", "", "", "", BigInteger.ZERO, 0);
  }

  DecodedInstruction from(String account) {
    return new DecodedInstruction(
        program, name, known, account, to, authority, mint, amount, decimals);
  }

  DecodedInstruction to(String account) {
    return new DecodedInstruction(
        program, name, known, from, account, authority, mint, amount, decimals);
  }

  DecodedInstruction authority(String account) {
    return new DecodedInstruction(program, name, known, from, to, account, mint, amount, decimals);
  }

  DecodedInstruction mint(String account) {
    return new DecodedInstruction(
        program, name, known, from, to, authority, account, amount, decimals);
  }

  DecodedInstruction amount(BigInteger number) {
    return new DecodedInstruction(
        program, name, known, from, to, authority, mint, number, decimals);
  }

  DecodedInstruction decimals(int number) {
    return new DecodedInstruction(program, name, known, from, to, authority, mint, amount, number);
  }

  Map<String, Object> facts() {
    return Map.of(
        "program", program,
        "name", name,
        "known", known,
        "from", from,
        "to", to,
        "authority", authority,
        "mint", mint,
        "amount", amount,
        "decimals", (long) decimals);
  }
}
