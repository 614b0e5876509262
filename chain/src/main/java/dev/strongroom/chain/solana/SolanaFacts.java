// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.encoding.Base58;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// A Solana transaction as policies see it.
///
/// @param key who is asked to sign, 32 bytes
record SolanaFacts(SolanaLayout layout, Bytes key) {

  Facts facts() {
    List<String> accounts = layout.accounts().stream().map(Base58::encode).toList();
    List<DecodedInstruction> instructions =
        layout.instructions().stream().map(instruction -> decode(instruction, accounts)).toList();
    Map<String, Object> members = new HashMap<>();
    members.put("version", layout.versioned() ? "0" : "legacy");
    members.put("fee_payer", accounts.getFirst());
    members.put("pays_fee", layout.accounts().getFirst().equals(key));
    members.put("signers", accounts.subList(0, layout.signers()));
    members.put("recent_blockhash", Base58.encode(layout.blockhash()));
    members.put("instructions", instructions.stream().map(DecodedInstruction::facts).toList());
    members.put("lamports", lamports(instructions));
    members.put(
        "programs",
        List.copyOf(
            new LinkedHashSet<>(instructions.stream().map(DecodedInstruction::program).toList())));
    return new Facts(Form.SOLANA_TRANSACTION, members, unsure(instructions));
  }

  private static DecodedInstruction decode(
      SolanaLayout.Instruction instruction, List<String> accounts) {
    return InstructionDecoder.decode(
        accounts.get(instruction.program()),
        instruction.accounts().stream()
            .map(index -> index < accounts.size() ? accounts.get(index) : "")
            .toList(),
        instruction.data());
  }

  /// What the system program is told to move out of the key's own account.
  private BigInteger lamports(List<DecodedInstruction> instructions) {
    String own = Base58.encode(key);
    return instructions.stream()
        .filter(i -> i.program().equals(Programs.SYSTEM) && i.from().equals(own))
        .map(DecodedInstruction::amount)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private List<String> unsure(List<DecodedInstruction> instructions) {
    List<String> unsure = new ArrayList<>();
    if (!instructions.stream().allMatch(DecodedInstruction::known)) {
      unsure.add("unknown-instruction");
    }
    int named = layout.accounts().size();
    if (layout.instructions().stream()
        .anyMatch(i -> i.accounts().stream().anyMatch(index -> index >= named))) {
      unsure.add("address-lookup");
    }
    return unsure;
  }
}
