// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.KeyScripts.Spend;
import dev.strongroom.chain.bitcoin.PsbtMap.Entry;
import java.util.List;
import java.util.Optional;

/// An input that a key signs.
///
/// @param index of the input
/// @param type of the sighash
record SpendItem(int index, Spend spend, int type) {
  private static final int SCHNORR_LENGTH = 64;

  static SpendItem of(int index, PsbtInput input, Spend spend) throws UndecodableException {
    int otherwise = spend instanceof Spend.Taproot ? SignatureHash.DEFAULT : SignatureHash.ALL;
    long type = input.sighash().orElse((long) otherwise);
    if (type > 0xff) {
      throw new UndecodableException("bad-sighash-type", "sighash type " + type);
    }
    return new SpendItem(index, spend, (int) type);
  }

  /// Whether it signs all inputs and outputs.
  boolean signsAll() {
    return type == SignatureHash.ALL || type == SignatureHash.DEFAULT;
  }

  /// Whether the signature holds only if the amounts of all inputs are what the PSBT says.
  boolean commitsToAllAmounts() {
    return spend instanceof Spend.Taproot && SignatureHash.commitsToAllAmounts(type);
  }

  SigningItem toSign(SignatureHash hash, Bytes keyHash) throws UndecodableException {
    return switch (spend) {
      case Spend.Legacy _ -> new SigningItem(Scheme.ECDSA, hash.legacy(index, type));
      case Spend.Segwit _ -> new SigningItem(Scheme.ECDSA, hash.segwit(index, type, keyHash));
      case Spend.Taproot taproot ->
          new SigningItem(Scheme.SCHNORR, hash.taproot(index, type), Optional.of(taproot.tweak()));
    };
  }

  /// The signature as the input carries it.
  Bytes encode(Bytes signature) throws UndecodableException {
    if (!(spend instanceof Spend.Taproot)) {
      return EcdsaSignature.encode(signature, type);
    }
    if (signature.length() != SCHNORR_LENGTH) {
      throw new UndecodableException(
          "bad-signature", "a signature of " + signature.length() + " bytes");
    }
    if (type == SignatureHash.DEFAULT) {
      return signature;
    }
    BitcoinWriter out = new BitcoinWriter();
    out.bytes(signature);
    out.u8(type);
    return out.toBytes();
  }

  /// Where a PSBT keeps the signature.
  Entry field(Bytes key, Bytes encoded) {
    return spend instanceof Spend.Taproot
        ? new Entry(PsbtFields.IN_TAP_KEY_SIGNATURE, Bytes.EMPTY, encoded)
        : new Entry(PsbtFields.IN_PARTIAL_SIGNATURE, key, encoded);
  }

  /// The input with what makes it final.
  TransactionInput complete(TransactionInput input, Bytes key, Bytes encoded) {
    return switch (spend) {
      case Spend.Legacy _ -> {
        // Both are shorter than 76 bytes: their length is the opcode that pushes them.
        BitcoinWriter script = new BitcoinWriter();
        script.sized(encoded);
        script.sized(key);
        yield input.with(script.toBytes(), List.of());
      }
      case Spend.Segwit _ -> input.with(Bytes.EMPTY, List.of(encoded, key));
      case Spend.Taproot _ -> input.with(Bytes.EMPTY, List.of(encoded));
    };
  }
}
