// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import java.util.Optional;

/// The output scripts that a key alone can spend.
///
/// @param key 33 bytes
/// @param keyHash 20 bytes
/// @param tweak of the taproot script
record KeyScripts(
    Bytes key, Bytes keyHash, Bytes legacy, Bytes segwit, Bytes taproot, Bytes tweak) {
  /// How a key spends an output.
  sealed interface Spend {
    /// By ECDSA over the hash from before segwit.
    record Legacy() implements Spend {}

    /// By ECDSA over BIP-143's hash.
    record Segwit() implements Spend {}

    /// By BIP-340 over BIP-341's hash, with the key plus `tweak`.
    record Taproot(Bytes tweak) implements Spend {}
  }

  /// @throws UndecodableException `wrong-curve`, `not-a-point`
  static KeyScripts of(PublicKey key) throws UndecodableException {
    // The scripts are the same on every network.
    BitcoinAddress legacy = BitcoinAddress.p2pkh(key, BitcoinNetwork.MAINNET);
    Bytes internal = key.encoded().slice(1, key.encoded().length());
    TaprootKey tweaked = TaprootKey.of(internal, Bytes.EMPTY);
    return new KeyScripts(
        key.encoded(),
        legacy.payload(),
        legacy.scriptPubKey(),
        BitcoinAddress.p2wpkh(key, BitcoinNetwork.MAINNET).scriptPubKey(),
        Bytes.fromHex("5120" + tweaked.output().hex()),
        tweaked.tweak());
  }

  /// Whether an output goes back to the key, by a script that holds nothing else.
  boolean own(Bytes script) {
    return script.equals(legacy) || script.equals(segwit) || script.equals(taproot);
  }

  /// How the key spends this input, if it does. With a Merkle root, which the PSBT has to tell,
  /// also others may spend it by a script.
  Optional<Spend> spend(PsbtInput input) throws UndecodableException {
    Bytes script = input.spent().script();
    if (script.equals(legacy)) {
      return Optional.of(new Spend.Legacy());
    }
    if (script.equals(segwit)) {
      return Optional.of(new Spend.Segwit());
    }
    if (script.equals(taproot)) {
      return Optional.of(new Spend.Taproot(tweak));
    }
    Bytes internal = key.slice(1, key.length());
    if (input.merkleRoot().isEmpty() || input.internalKey().filter(internal::equals).isEmpty()) {
      return Optional.empty();
    }
    TaprootKey tweaked = TaprootKey.of(internal, input.merkleRoot());
    return script.equals(Bytes.fromHex("5120" + tweaked.output().hex()))
        ? Optional.of(new Spend.Taproot(tweaked.tweak()))
        : Optional.empty();
  }
}
