// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.KeyScripts.Spend;
import dev.strongroom.chain.encoding.ByteReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A Bitcoin transaction to be signed, as a PSBT of version 0 (BIP-174, BIP-371). A key signs the
/// inputs whose P2PKH, P2WPKH or P2TR output is its own: of taproot by the key path, with the key
/// tweaked by BIP-341. Version 2 (BIP-370) is refused.
public final class BitcoinTransaction implements Signable {
  private final Psbt psbt;
  private final BitcoinNetwork network;
  private final List<PsbtInput> inputs;
  private final long fee;

  private BitcoinTransaction(Psbt psbt, BitcoinNetwork network, List<PsbtInput> inputs, long fee) {
    this.psbt = psbt;
    this.network = network;
    this.inputs = List.copyOf(inputs);
    this.fee = fee;
  }

  /// Reads a PSBT, in bytes. Each input comes with what it spends: one from before segwit with the
  /// whole previous transaction, others at least with the output.
  ///
  /// @param network that addresses are shown for
  /// @throws UndecodableException `not-a-psbt`, `psbt-version`, `duplicate-key`, `missing-utxo`,
  ///   `wrong-utxo`, `wrong-script`, `negative-fee`, `truncated`, `trailing-bytes` and others
  public static BitcoinTransaction parse(Bytes psbt, BitcoinNetwork network)
      throws UndecodableException {
    Psbt layout = Psbt.parse(psbt);
    List<PsbtInput> inputs = new ArrayList<>();
    Set<Bytes> outpoints = new HashSet<>();
    for (int i = 0; i < layout.inputs().size(); i++) {
      TransactionInput input = layout.transaction().inputs().get(i);
      BitcoinWriter outpoint = new BitcoinWriter();
      outpoint.bytes(input.previous());
      outpoint.u32(input.index());
      if (!outpoints.add(outpoint.toBytes())) {
        throw new UndecodableException("duplicate-input", "an output is spent twice");
      }
      inputs.add(PsbtInput.of(input, layout.inputs().get(i)));
    }
    return new BitcoinTransaction(layout, network, inputs, fee(layout, inputs));
  }

  private static long fee(Psbt psbt, List<PsbtInput> inputs) throws UndecodableException {
    long in = sum(inputs.stream().map(PsbtInput::spent).toList());
    long out = sum(psbt.transaction().outputs());
    if (out > in) {
      throw new UndecodableException("negative-fee", "more goes out than comes in");
    }
    return in - out;
  }

  /// At most 20,000 amounts of at most 2.1 * 10^15: a long can't overflow.
  private static long sum(List<TransactionOutput> outputs) throws UndecodableException {
    long sum = outputs.stream().mapToLong(TransactionOutput::amount).sum();
    if (sum > RawTransaction.MOST_MONEY) {
      throw new UndecodableException("amount-out-of-range", "a sum beyond 21 million bitcoin");
    }
    return sum;
  }

  /// The PSBT, byte for byte as it was read.
  public Bytes psbt() {
    return psbt.serialized();
  }

  @Override
  public Form form() {
    return Form.BITCOIN_TRANSACTION;
  }

  @Override
  public Facts facts(PublicKey key) throws UndecodableException {
    KeyScripts scripts = KeyScripts.of(key);
    return new BitcoinFacts(psbt.transaction(), inputs, network, fee, scripts, items(scripts))
        .facts();
  }

  @Override
  public List<SigningItem> toSign(PublicKey key) throws UndecodableException {
    KeyScripts scripts = KeyScripts.of(key);
    SignatureHash hash =
        new SignatureHash(psbt.transaction(), inputs.stream().map(PsbtInput::spent).toList());
    List<SigningItem> items = new ArrayList<>();
    for (SpendItem item : items(scripts)) {
      items.add(item.toSign(hash, scripts.keyHash()));
    }
    return items;
  }

  /// The signatures are in DER with the sighash type behind, of taproot 64 or 65 bytes. The result
  /// is the transaction for the network if no input lacks a signature, else the PSBT with these
  /// added. The id is the transaction's as people write it, backwards; it is empty as long as
  /// signatures that are missing could still change it.
  @Override
  public Signed signed(PublicKey key, List<Bytes> signatures) throws UndecodableException {
    KeyScripts scripts = KeyScripts.of(key);
    List<SpendItem> items = items(scripts);
    if (items.size() != signatures.size()) {
      throw new UndecodableException("bad-signature", items.size() + " signatures are needed");
    }
    List<TransactionInput> completed = completed();
    List<PsbtMap> maps = new ArrayList<>(psbt.inputs());
    List<Bytes> encoded = new ArrayList<>();
    Set<Integer> open = open();
    for (int i = 0; i < items.size(); i++) {
      SpendItem item = items.get(i);
      int index = item.index();
      Bytes signature = item.encode(signatures.get(i));
      encoded.add(signature);
      maps.set(index, maps.get(index).with(item.field(scripts.key(), signature)));
      completed.set(index, item.complete(completed.get(index), scripts.key(), signature));
      open.remove(index);
    }
    RawTransaction transaction = psbt.transaction().withInputs(completed);
    Bytes result = open.isEmpty() ? transaction.serialized() : psbt.withInputs(maps).serialized();
    return new Signed(encoded, result, id(transaction, open));
  }

  /// The inputs of the key that aren't final yet; at least one.
  private List<SpendItem> items(KeyScripts scripts) throws UndecodableException {
    List<SpendItem> items = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Optional<Spend> spend = scripts.spend(inputs.get(i));
      if (spend.isPresent() && !inputs.get(i).completed()) {
        items.add(SpendItem.of(i, inputs.get(i), spend.get()));
      }
    }
    if (items.isEmpty()) {
      throw new UndecodableException("nothing-to-sign", "no input that this key could sign");
    }
    return items;
  }

  /// The inputs with the final scripts that the PSBT has.
  private List<TransactionInput> completed() throws UndecodableException {
    List<TransactionInput> completed = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      PsbtMap map = psbt.inputs().get(i);
      Optional<Bytes> witness = map.get(PsbtFields.IN_FINAL_WITNESS);
      completed.add(
          psbt.transaction()
              .inputs()
              .get(i)
              .with(
                  map.get(PsbtFields.IN_FINAL_SCRIPT).orElse(Bytes.EMPTY),
                  witness.isPresent()
                      ? RawTransaction.witness(new ByteReader(witness.get()))
                      : List.of()));
    }
    return completed;
  }

  private Set<Integer> open() {
    Set<Integer> open = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).completed()) {
        open.add(i);
      }
    }
    return open;
  }

  /// The id is over the scriptSigs: only inputs that have none by their type leave it as it is.
  private Bytes id(RawTransaction transaction, Set<Integer> open) {
    boolean settled = open.stream().allMatch(i -> isNative(inputs.get(i).spent().script()));
    if (!settled) {
      return Bytes.EMPTY;
    }
    Bytes hashed = transaction.id();
    byte[] id = new byte[hashed.length()];
    for (int i = 0; i < id.length; i++) {
      id[i] = (byte) hashed.at(id.length - 1 - i);
    }
    return Bytes.copyOf(id);
  }

  private boolean isNative(Bytes script) {
    return BitcoinAddress.ofScript(script, network)
        .map(BitcoinAddress::kind)
        .filter(k -> k != BitcoinAddress.Kind.P2PKH && k != BitcoinAddress.Kind.P2SH)
        .isPresent();
  }
}
