// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.util.List;
import java.util.function.BiConsumer;

/// What the signature of an input is made over: three rules, of which the spent output's type says
/// which.
final class SignatureHash {
  static final int DEFAULT = 0;
  static final int ALL = 1;
  private static final int NONE = 2;
  private static final int SINGLE = 3;
  private static final int ANYONE_CAN_PAY = 0x80;

  private final RawTransaction transaction;
  private final List<TransactionOutput> spent;

  /// @param spent the outputs that the inputs spend, in their order
  SignatureHash(RawTransaction transaction, List<TransactionOutput> spent) {
    this.transaction = transaction;
    this.spent = spent;
  }

  /// The rule before segwit: the transaction with the spent script in its input's place, hashed
  /// twice.
  Bytes legacy(int index, int type) throws UndecodableException {
    require(index, type, false);
    boolean anyone = (type & ANYONE_CAN_PAY) != 0;
    int outputs = type & 3;
    BitcoinWriter out = new BitcoinWriter();
    out.u32(transaction.version());
    out.compactSize(anyone ? 1 : transaction.inputs().size());
    for (int i = 0; i < transaction.inputs().size(); i++) {
      if (anyone && i != index) {
        continue;
      }
      TransactionInput input = transaction.inputs().get(i);
      outpoint(out, input);
      out.sized(i == index ? spent.get(i).script() : Bytes.EMPTY);
      out.u32(i == index || outputs == ALL ? input.sequence() : 0);
    }
    switch (outputs) {
      case NONE -> out.compactSize(0);
      case SINGLE -> {
        out.compactSize(index + 1L);
        for (int i = 0; i < index; i++) {
          out.i64(-1);
          out.sized(Bytes.EMPTY);
        }
        out.output(transaction.outputs().get(index));
      }
      default -> {
        out.compactSize(transaction.outputs().size());
        transaction.outputs().forEach(out::output);
      }
    }
    out.u32(transaction.lockTime());
    out.u32(type);
    return Hashes.twice(out.toBytes());
  }

  /// BIP-143, of a P2WPKH output.
  ///
  /// @param keyHash 20 bytes of the output's script
  Bytes segwit(int index, int type, Bytes keyHash) throws UndecodableException {
    require(index, type, false);
    boolean anyone = (type & ANYONE_CAN_PAY) != 0;
    int outputs = type & 3;
    TransactionInput input = transaction.inputs().get(index);
    BitcoinWriter out = new BitcoinWriter();
    out.u32(transaction.version());
    out.bytes(anyone ? Bytes.zeros(32) : Hashes.twice(inputs(SignatureHash::outpoint)));
    boolean sequences = !anyone && outputs == ALL;
    out.bytes(sequences ? Hashes.twice(inputs((to, i) -> to.u32(i.sequence()))) : Bytes.zeros(32));
    outpoint(out, input);
    out.sized(Bytes.fromHex("76a914" + keyHash.hex() + "88ac"));
    out.i64(spent.get(index).amount());
    out.u32(input.sequence());
    out.bytes(
        switch (outputs) {
          case NONE -> Bytes.zeros(32);
          case SINGLE -> Hashes.twice(output(index));
          default -> Hashes.twice(outputs());
        });
    out.u32(transaction.lockTime());
    out.u32(type);
    return Hashes.twice(out.toBytes());
  }

  /// BIP-341, "Common signature message", of the key path and without an annex.
  Bytes taproot(int index, int type) throws UndecodableException {
    require(index, type, true);
    boolean anyone = (type & ANYONE_CAN_PAY) != 0;
    int outputs = type == DEFAULT ? ALL : type & 3;
    TransactionInput input = transaction.inputs().get(index);
    BitcoinWriter out = new BitcoinWriter();
    out.u8(0);
    out.u8(type);
    out.u32(transaction.version());
    out.u32(transaction.lockTime());
    if (!anyone) {
      out.bytes(Hashes.sha256(inputs(SignatureHash::outpoint)));
      BitcoinWriter amounts = new BitcoinWriter();
      BitcoinWriter scripts = new BitcoinWriter();
      spent.forEach(s -> amounts.i64(s.amount()));
      spent.forEach(s -> scripts.sized(s.script()));
      out.bytes(Hashes.sha256(amounts.toBytes()));
      out.bytes(Hashes.sha256(scripts.toBytes()));
      out.bytes(Hashes.sha256(inputs((to, i) -> to.u32(i.sequence()))));
    }
    if (outputs == ALL) {
      out.bytes(Hashes.sha256(outputs()));
    }
    out.u8(0);
    if (anyone) {
      outpoint(out, input);
      out.output(spent.get(index));
      out.u32(input.sequence());
    } else {
      out.u32(index);
    }
    if (outputs == SINGLE) {
      out.bytes(Hashes.sha256(output(index)));
    }
    return Hashes.tagged("TapSighash", out.toBytes());
  }

  /// Whether a signature of this type, by BIP-341, holds for one amount of every input only.
  static boolean commitsToAllAmounts(int type) {
    return (type & ANYONE_CAN_PAY) == 0;
  }

  private void require(int index, int type, boolean taproot) throws UndecodableException {
    int outputs = type & ~ANYONE_CAN_PAY;
    boolean known = (taproot && type == DEFAULT) || (outputs >= ALL && outputs <= SINGLE);
    if (!known) {
      throw new UndecodableException("bad-sighash-type", "sighash type " + type);
    }
    // Before taproot the rule then is to sign a constant, which would fit any transaction.
    if (outputs == SINGLE && index >= transaction.outputs().size()) {
      throw new UndecodableException("bad-sighash-type", "no output to input " + index);
    }
  }

  private Bytes inputs(BiConsumer<BitcoinWriter, TransactionInput> part) {
    BitcoinWriter out = new BitcoinWriter();
    transaction.inputs().forEach(input -> part.accept(out, input));
    return out.toBytes();
  }

  private Bytes outputs() {
    BitcoinWriter out = new BitcoinWriter();
    transaction.outputs().forEach(out::output);
    return out.toBytes();
  }

  private Bytes output(int index) {
    BitcoinWriter out = new BitcoinWriter();
    out.output(transaction.outputs().get(index));
    return out.toBytes();
  }

  private static void outpoint(BitcoinWriter out, TransactionInput input) {
    out.bytes(input.previous());
    out.u32(input.index());
  }
}
