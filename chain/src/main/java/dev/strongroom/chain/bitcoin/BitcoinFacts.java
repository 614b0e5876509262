// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.UndecodableException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A Bitcoin transaction as policies see it.
///
/// @param fee in satoshi
/// @param items what the key signs
record BitcoinFacts(
    RawTransaction transaction,
    List<PsbtInput> inputs,
    BitcoinNetwork network,
    long fee,
    KeyScripts scripts,
    List<SpendItem> items) {
  private static final int OP_RETURN = 0x6a;

  /// BIP-125: a sequence below this lets others replace the transaction.
  private static final long LEAST_FINAL_SEQUENCE = 0xfffffffeL;

  BitcoinFacts {
    inputs = List.copyOf(inputs);
    items = List.copyOf(items);
  }

  Facts facts() throws UndecodableException {
    Map<String, Object> members = new HashMap<>();
    members.put("network", network.code());
    members.put("version", (long) transaction.version());
    members.put("locktime", transaction.lockTime());
    members.put("inputs", inputFacts());
    members.put("outputs", outputFacts());
    members.put("sent", amount(sent()));
    members.put("fee", amount(fee));
    members.put("fee_rate", feeRate());
    members.put(
        "replaceable",
        transaction.inputs().stream().anyMatch(i -> i.sequence() < LEAST_FINAL_SEQUENCE));
    return new Facts(Form.BITCOIN_TRANSACTION, members, unsure());
  }

  private List<Map<String, Object>> inputFacts() throws UndecodableException {
    List<Map<String, Object>> facts = new ArrayList<>();
    for (PsbtInput input : inputs) {
      facts.add(
          Map.of(
              "address", address(input.spent().script()),
              "amount", amount(input.spent().amount()),
              "mine", scripts.spend(input).isPresent()));
    }
    return List.copyOf(facts);
  }

  private List<Map<String, Object>> outputFacts() {
    List<Map<String, Object>> facts = new ArrayList<>();
    for (TransactionOutput output : transaction.outputs()) {
      facts.add(
          Map.of(
              "address", address(output.script()),
              "amount", amount(output.amount()),
              "mine", scripts.own(output.script()),
              "data", isData(output.script())));
    }
    return List.copyOf(facts);
  }

  private long sent() {
    return transaction.outputs().stream()
        .filter(output -> !scripts.own(output.script()))
        .mapToLong(TransactionOutput::amount)
        .sum();
  }

  private long feeRate() throws UndecodableException {
    long size = new EstimatedSize(transaction, inputs, scripts).virtualBytes();
    return (fee + size - 1) / size;
  }

  private List<String> unsure() throws UndecodableException {
    List<String> unsure = new ArrayList<>();
    for (TransactionOutput output : transaction.outputs()) {
      if (address(output.script()).isEmpty() && !isData(output.script())) {
        unsure.add("unknown-output-script");
        break;
      }
    }
    for (PsbtInput input : inputs) {
      if (scripts.spend(input).isEmpty()) {
        unsure.add("foreign-inputs");
        break;
      }
    }
    if (!items.stream().allMatch(SpendItem::signsAll)) {
      unsure.add("sighash");
    }
    if (!amountsCertain()) {
      unsure.add("unproven-amounts");
    }
    return unsure;
  }

  /// Whether the fee is what it seems. An amount for which the PSBT has no proof but somebody's
  /// word (the witness UTXO) is certain if no signature of the key holds with another one. BIP-143
  /// commits to the own input's amount only: who asks twice, each time with a lie about another
  /// input, gets two signatures that together give away in fees what no policy saw. BIP-341 commits
  /// to all amounts.
  private boolean amountsCertain() {
    for (int i = 0; i < inputs.size(); i++) {
      int input = i;
      if (!inputs.get(i).proved()
          && items.stream().anyMatch(it -> it.index() != input && !it.commitsToAllAmounts())) {
        return false;
      }
    }
    return true;
  }

  private String address(Bytes script) {
    return BitcoinAddress.ofScript(script, network).map(BitcoinAddress::text).orElse("");
  }

  private static boolean isData(Bytes script) {
    return !script.isEmpty() && script.at(0) == OP_RETURN;
  }

  private static BigInteger amount(long satoshi) {
    return BigInteger.valueOf(satoshi);
  }
}
