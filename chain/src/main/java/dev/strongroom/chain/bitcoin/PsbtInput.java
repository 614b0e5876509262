// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.ByteReader;
import java.util.Optional;

/// What a PSBT says of an input.
///
/// @param spent the output that it spends
/// @param proved whether the transaction that made the output is there, so that the amount is true;
///   else it is what somebody says
/// @param sighash the type that is asked for, if one is
/// @param internalKey of taproot (BIP-371)
/// @param merkleRoot of taproot (BIP-371); empty bytes if there is none
/// @param completed whether its final scripts are there
record PsbtInput(
    TransactionOutput spent,
    boolean proved,
    Optional<Long> sighash,
    Optional<Bytes> internalKey,
    Bytes merkleRoot,
    boolean completed) {
  private static final Bytes WITNESS_SCRIPT_HEAD = Bytes.fromHex("0020");
  private static final int LONGEST_PROGRAM = 40;

  static PsbtInput of(TransactionInput input, PsbtMap map) throws UndecodableException {
    Optional<Bytes> previous = map.get(PsbtFields.IN_PREVIOUS_TRANSACTION);
    TransactionOutput spent =
        previous.isPresent() ? proved(input, previous.get(), map) : claimed(map);
    checkScripts(spent.script(), map);
    Optional<Bytes> sighash = map.get(PsbtFields.IN_SIGHASH_TYPE);
    return new PsbtInput(
        spent,
        previous.isPresent(),
        sighash.isPresent() ? Optional.of(new ByteReader(sighash.get()).u32()) : Optional.empty(),
        map.get(PsbtFields.IN_TAP_INTERNAL_KEY),
        map.get(PsbtFields.IN_TAP_MERKLE_ROOT).orElse(Bytes.EMPTY),
        map.get(PsbtFields.IN_FINAL_SCRIPT).isPresent()
            || map.get(PsbtFields.IN_FINAL_WITNESS).isPresent());
  }

  private static TransactionOutput proved(TransactionInput input, Bytes previous, PsbtMap map)
      throws UndecodableException {
    RawTransaction transaction = RawTransaction.parse(previous);
    if (!transaction.id().equals(input.previous())) {
      throw new UndecodableException("wrong-utxo", "another transaction than the input names");
    }
    if (input.index() >= transaction.outputs().size()) {
      throw new UndecodableException("wrong-utxo", "no output " + input.index());
    }
    TransactionOutput spent = transaction.outputs().get((int) input.index());
    Optional<Bytes> witness = map.get(PsbtFields.IN_WITNESS_UTXO);
    if (witness.isPresent() && !output(witness.get()).equals(spent)) {
      throw new UndecodableException("wrong-utxo", "two outputs for one input");
    }
    return spent;
  }

  private static TransactionOutput claimed(PsbtMap map) throws UndecodableException {
    Optional<Bytes> witness = map.get(PsbtFields.IN_WITNESS_UTXO);
    if (witness.isEmpty()) {
      throw new UndecodableException("missing-utxo", "an input without what it spends");
    }
    TransactionOutput spent = output(witness.get());
    // A signature from before segwit holds for any amount: only the transaction proves it. What
    // is behind a script's hash may be segwit.
    if (!isWitnessProgram(spent.script()) && !isScriptHash(spent.script())) {
      throw new UndecodableException(
          "missing-utxo", "an input that isn't segwit takes the whole previous transaction");
    }
    return spent;
  }

  private static TransactionOutput output(Bytes data) throws UndecodableException {
    ByteReader reader = new ByteReader(data);
    TransactionOutput output = RawTransaction.output(reader);
    reader.end();
    return output;
  }

  /// BIP-174, "Signer": the scripts that are given have to be those whose hashes are spent.
  private static void checkScripts(Bytes script, PsbtMap map) throws UndecodableException {
    Optional<Bytes> redeem = map.get(PsbtFields.IN_REDEEM_SCRIPT);
    Bytes program = redeem.orElse(script);
    if (redeem.isPresent() && !script.equals(scriptHash(redeem.get()))) {
      throw new UndecodableException("wrong-script", "a redeemScript of another output");
    }
    Optional<Bytes> witness = map.get(PsbtFields.IN_WITNESS_SCRIPT);
    if (witness.isPresent()) {
      BitcoinWriter expected = new BitcoinWriter();
      expected.bytes(WITNESS_SCRIPT_HEAD);
      expected.bytes(Hashes.sha256(witness.get()));
      if (!program.equals(expected.toBytes())) {
        throw new UndecodableException("wrong-script", "a witnessScript of another output");
      }
    }
  }

  private static Bytes scriptHash(Bytes redeem) {
    return Bytes.fromHex("a914" + Hashes.hash160(redeem).hex() + "87");
  }

  private static boolean isScriptHash(Bytes script) {
    return script.length() == 23
        && script.startsWith(Bytes.fromHex("a914"))
        && script.at(22) == 0x87;
  }

  /// BIP-141, "Witness program".
  private static boolean isWitnessProgram(Bytes script) {
    int length = script.length();
    return length >= 4
        && length <= LONGEST_PROGRAM + 2
        && (script.at(0) == 0 || (script.at(0) >= 0x51 && script.at(0) <= 0x60))
        && script.at(1) == length - 2;
  }
}
