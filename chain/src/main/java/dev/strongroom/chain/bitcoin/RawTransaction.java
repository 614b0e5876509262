// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.ByteReader;
import java.util.ArrayList;
import java.util.List;

/// A transaction as the network carries it, with or without witnesses (BIP-144).
///
/// @param version 32 bits in two's complement
/// @param lockTime without a sign
record RawTransaction(
    int version, List<TransactionInput> inputs, List<TransactionOutput> outputs, long lockTime) {
  /// The most satoshi that there can be.
  static final long MOST_MONEY = 2_100_000_000_000_000L;

  private static final int MOST_INPUTS = 10_000;
  private static final int MOST_OUTPUTS = 20_000;
  private static final int MOST_WITNESS_ITEMS = 1_000;
  private static final int LEAST_INPUT = 41;
  private static final int LEAST_OUTPUT = 9;

  RawTransaction {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// Reads a whole transaction in either form.
  static RawTransaction parse(Bytes data) throws UndecodableException {
    // Without witnesses the byte here is the number of inputs: 0 is the marker of BIP-144.
    boolean witnesses = data.length() > 4 && data.at(4) == 0;
    return read(data, witnesses);
  }

  /// Reads a whole transaction in the form without witnesses, which the one in a PSBT has.
  static RawTransaction parseStripped(Bytes data) throws UndecodableException {
    return read(data, false);
  }

  private static RawTransaction read(Bytes data, boolean witnesses) throws UndecodableException {
    ByteReader reader = new ByteReader(data);
    int version = (int) reader.u32();
    if (witnesses && (reader.u8() != 0 || reader.u8() != 1)) {
      throw new UndecodableException("bad-transaction", "a flag that BIP-144 doesn't know");
    }
    List<TransactionInput> inputs = inputs(reader);
    List<TransactionOutput> outputs = outputs(reader);
    if (witnesses) {
      boolean any = false;
      for (int i = 0; i < inputs.size(); i++) {
        List<Bytes> witness = witness(reader);
        any = any || !witness.isEmpty();
        inputs.set(i, inputs.get(i).with(inputs.get(i).script(), witness));
      }
      if (!any) {
        throw new UndecodableException("bad-transaction", "witnesses announced, none there");
      }
    }
    long lockTime = reader.u32();
    reader.end();
    return new RawTransaction(version, inputs, outputs, lockTime);
  }

  private static List<TransactionInput> inputs(ByteReader reader) throws UndecodableException {
    int count = CompactSize.count(reader, MOST_INPUTS, LEAST_INPUT);
    List<TransactionInput> inputs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Bytes previous = reader.bytes(Hashes.LENGTH);
      long index = reader.u32();
      Bytes script = CompactSize.bytes(reader);
      inputs.add(new TransactionInput(previous, index, script, reader.u32(), List.of()));
    }
    return inputs;
  }

  private static List<TransactionOutput> outputs(ByteReader reader) throws UndecodableException {
    int count = CompactSize.count(reader, MOST_OUTPUTS, LEAST_OUTPUT);
    List<TransactionOutput> outputs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      outputs.add(output(reader));
    }
    return outputs;
  }

  /// An output, also as the witness UTXO of a PSBT has it.
  static TransactionOutput output(ByteReader reader) throws UndecodableException {
    long amount = reader.i64();
    if (amount < 0 || amount > MOST_MONEY) {
      throw new UndecodableException("amount-out-of-range", "an amount beyond 21 million bitcoin");
    }
    return new TransactionOutput(amount, CompactSize.bytes(reader));
  }

  /// A witness: a list of byte strings.
  static List<Bytes> witness(ByteReader reader) throws UndecodableException {
    int count = CompactSize.count(reader, MOST_WITNESS_ITEMS, 1);
    List<Bytes> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(CompactSize.bytes(reader));
    }
    return items;
  }

  /// The id as it is hashed; people read it backwards.
  Bytes id() {
    return Hashes.twice(stripped());
  }

  /// The form without witnesses.
  Bytes stripped() {
    return write(false);
  }

  /// The form that the network carries: with witnesses if there are any.
  Bytes serialized() {
    return write(inputs.stream().anyMatch(input -> !input.witness().isEmpty()));
  }

  private Bytes write(boolean witnesses) {
    BitcoinWriter out = new BitcoinWriter();
    out.u32(version);
    if (witnesses) {
      out.u8(0);
      out.u8(1);
    }
    out.compactSize(inputs.size());
    for (TransactionInput input : inputs) {
      out.bytes(input.previous());
      out.u32(input.index());
      out.sized(input.script());
      out.u32(input.sequence());
    }
    out.compactSize(outputs.size());
    outputs.forEach(out::output);
    if (witnesses) {
      for (TransactionInput input : inputs) {
        out.compactSize(input.witness().size());
        input.witness().forEach(out::sized);
      }
    }
    out.u32(lockTime);
    return out.toBytes();
  }

  RawTransaction withInputs(List<TransactionInput> replaced) {
    return new RawTransaction(version, replaced, outputs, lockTime);
  }
}
