// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.PsbtMap.Entry;
import java.util.ArrayList;
import java.util.List;

/// Builds PSBTs, also such that nobody should sign.
final class PsbtExample {
  static final PublicKey KEY =
      new PublicKey(
          Curve.SECP256K1,
          Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));
  static final PublicKey OTHER =
      new PublicKey(
          Curve.SECP256K1,
          Bytes.fromHex("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"));

  private final List<TransactionInput> inputs = new ArrayList<>();
  private final List<PsbtMap> maps = new ArrayList<>();
  private final List<TransactionOutput> outputs = new ArrayList<>();
  private final List<Entry> global = new ArrayList<>();

  static BitcoinAddress legacy(PublicKey key) throws UndecodableException {
    return BitcoinAddress.p2pkh(key, BitcoinNetwork.REGTEST);
  }

  static BitcoinAddress segwit(PublicKey key) throws UndecodableException {
    return BitcoinAddress.p2wpkh(key, BitcoinNetwork.REGTEST);
  }

  static BitcoinAddress taproot(PublicKey key) throws UndecodableException {
    return BitcoinAddress.p2tr(key, BitcoinNetwork.REGTEST);
  }

  /// An input for whose amount there is no proof.
  PsbtExample claimed(Bytes script, long amount) {
    Bytes previous = Hashes.sha256(Bytes.fromHex("%02x".formatted(inputs.size())));
    return input(previous, 0, utxo(script, amount));
  }

  /// An input with the transaction that it spends from.
  PsbtExample proved(Bytes script, long amount) {
    RawTransaction previous = previous(script, amount);
    return input(
        previous.id(),
        0,
        new Entry(PsbtFields.IN_PREVIOUS_TRANSACTION, Bytes.EMPTY, previous.serialized()));
  }

  RawTransaction previous(Bytes script, long amount) {
    TransactionInput from =
        new TransactionInput(
            Bytes.fromHex("ab".repeat(32)), inputs.size(), Bytes.EMPTY, 0, List.of());
    return new RawTransaction(2, List.of(from), List.of(new TransactionOutput(amount, script)), 0);
  }

  PsbtExample input(Bytes previous, long index, Entry... entries) {
    inputs.add(new TransactionInput(previous, index, Bytes.EMPTY, 0xfffffffdL, List.of()));
    maps.add(new PsbtMap(List.of(entries)));
    return this;
  }

  /// Adds a field to the last input.
  PsbtExample field(int type, Bytes value) {
    maps.addLast(maps.removeLast().with(new Entry(type, Bytes.EMPTY, value)));
    return this;
  }

  PsbtExample output(Bytes script, long amount) {
    outputs.add(new TransactionOutput(amount, script));
    return this;
  }

  PsbtExample global(int type, Bytes value) {
    global.add(new Entry(type, Bytes.EMPTY, value));
    return this;
  }

  static Entry utxo(Bytes script, long amount) {
    BitcoinWriter out = new BitcoinWriter();
    out.output(new TransactionOutput(amount, script));
    return new Entry(PsbtFields.IN_WITNESS_UTXO, Bytes.EMPTY, out.toBytes());
  }

  Bytes bytes() {
    RawTransaction transaction = new RawTransaction(2, inputs, outputs, 0);
    List<Entry> entries = new ArrayList<>(global);
    entries.addFirst(new Entry(PsbtFields.GLOBAL_TRANSACTION, Bytes.EMPTY, transaction.stripped()));
    List<PsbtMap> none = new ArrayList<>();
    outputs.forEach(_ -> none.add(new PsbtMap(List.of())));
    return new Psbt(new PsbtMap(entries), transaction, maps, none).serialized();
  }

  BitcoinTransaction parse() throws UndecodableException {
    return BitcoinTransaction.parse(bytes(), BitcoinNetwork.REGTEST);
  }
}
