// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.PsbtMap.Entry;
import dev.strongroom.chain.encoding.ByteReader;
import java.util.ArrayList;
import java.util.List;

/// A partially signed transaction of version 0 (BIP-174), by its layout.
///
/// @param transaction the one in the global map, without scriptSigs and witnesses
/// @param inputs a map for each input of the transaction
/// @param outputs a map for each output of the transaction
record Psbt(
    PsbtMap global, RawTransaction transaction, List<PsbtMap> inputs, List<PsbtMap> outputs) {
  /// Previous transactions make it long; each has at most 400 kB to be relayed.
  private static final int MOST_BYTES = 4 << 20;

  /// No longer one is relayed.
  private static final int MOST_TRANSACTION_BYTES = 100_000;

  private static final int MOST_INPUTS = 1_000;
  private static final Bytes MAGIC = Bytes.fromHex("70736274ff");

  Psbt {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static Psbt parse(Bytes data) throws UndecodableException {
    if (data.length() > MOST_BYTES) {
      throw new UndecodableException("too-long", "more than " + MOST_BYTES + " bytes");
    }
    if (!data.startsWith(MAGIC)) {
      throw new UndecodableException("not-a-psbt", "doesn't start like a PSBT");
    }
    ByteReader reader = new ByteReader(data.slice(MAGIC.length(), data.length()));
    PsbtMap global = PsbtMap.read(reader);
    for (Entry entry : global.entries()) {
      PsbtFields.checkGlobal(entry);
    }
    RawTransaction transaction = transaction(global);
    List<PsbtMap> inputs = new ArrayList<>();
    for (int i = 0; i < transaction.inputs().size(); i++) {
      PsbtMap map = PsbtMap.read(reader);
      for (Entry entry : map.entries()) {
        PsbtFields.checkInput(entry);
      }
      inputs.add(map);
    }
    List<PsbtMap> outputs = new ArrayList<>();
    for (int i = 0; i < transaction.outputs().size(); i++) {
      PsbtMap map = PsbtMap.read(reader);
      for (Entry entry : map.entries()) {
        PsbtFields.checkOutput(entry);
      }
      outputs.add(map);
    }
    reader.end();
    return new Psbt(global, transaction, inputs, outputs);
  }

  private static RawTransaction transaction(PsbtMap global) throws UndecodableException {
    Bytes data =
        global
            .get(PsbtFields.GLOBAL_TRANSACTION)
            .orElseThrow(() -> new UndecodableException("no-transaction", "no transaction in it"));
    if (data.length() > MOST_TRANSACTION_BYTES) {
      throw new UndecodableException("too-long", "a transaction of " + data.length() + " bytes");
    }
    RawTransaction transaction = RawTransaction.parseStripped(data);
    if (transaction.inputs().isEmpty() || transaction.outputs().isEmpty()) {
      throw new UndecodableException("bad-transaction", "no inputs, or no outputs");
    }
    if (transaction.inputs().size() > MOST_INPUTS) {
      throw new UndecodableException("too-many", "more than " + MOST_INPUTS + " inputs");
    }
    if (transaction.inputs().stream().anyMatch(input -> !input.script().isEmpty())) {
      throw new UndecodableException("already-signed", "a scriptSig in the unsigned transaction");
    }
    return transaction;
  }

  Bytes serialized() {
    BitcoinWriter out = new BitcoinWriter();
    out.bytes(MAGIC);
    global.write(out);
    inputs.forEach(map -> map.write(out));
    outputs.forEach(map -> map.write(out));
    return out.toBytes();
  }

  Psbt withInputs(List<PsbtMap> replaced) {
    return new Psbt(global, transaction, replaced, outputs);
  }
}
