// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.Base58Check;
import java.util.Optional;

/// An address of one of the standard types, and the output script that it stands for.
///
/// @param kind what it pays to
/// @param network that it is written for
/// @param payload the hash, or of P2TR the output key
public record BitcoinAddress(Kind kind, BitcoinNetwork network, Bytes payload) {
  /// The standard types.
  public enum Kind {
    /// To a key's hash, 20 bytes.
    P2PKH(20),
    /// To a script's hash, 20 bytes (BIP-16).
    P2SH(20),
    /// To a key's hash by segwit version 0, 20 bytes (BIP-141).
    P2WPKH(20),
    /// To a script's hash by segwit version 0, 32 bytes (BIP-141).
    P2WSH(32),
    /// To a key by taproot, 32 bytes (BIP-341).
    P2TR(32);

    private final int length;

    Kind(int length) {
      this.length = length;
    }
  }

  private static final Bytes KEY_HASH_HEAD = Bytes.fromHex("76a914");
  private static final Bytes KEY_HASH_TAIL = Bytes.fromHex("88ac");
  private static final Bytes SCRIPT_HASH_HEAD = Bytes.fromHex("a914");
  private static final Bytes SCRIPT_HASH_TAIL = Bytes.fromHex("87");
  private static final Bytes WITNESS_KEY_HEAD = Bytes.fromHex("0014");
  private static final Bytes WITNESS_SCRIPT_HEAD = Bytes.fromHex("0020");
  private static final Bytes TAPROOT_HEAD = Bytes.fromHex("5120");

  /// Checks the length.
  public BitcoinAddress {
    if (payload.length() != kind.length) {
      throw new IllegalArgumentException("an address of " + payload.length() + " bytes");
    }
  }

  /// The P2PKH address of a key on secp256k1.
  ///
  /// @throws UndecodableException `wrong-curve`, `not-a-point`
  public static BitcoinAddress p2pkh(PublicKey key, BitcoinNetwork network)
      throws UndecodableException {
    return new BitcoinAddress(Kind.P2PKH, network, Hashes.hash160(checked(key)));
  }

  /// The P2WPKH address of a key on secp256k1.
  ///
  /// @throws UndecodableException `wrong-curve`, `not-a-point`
  public static BitcoinAddress p2wpkh(PublicKey key, BitcoinNetwork network)
      throws UndecodableException {
    return new BitcoinAddress(Kind.P2WPKH, network, Hashes.hash160(checked(key)));
  }

  /// The P2TR address of a key on secp256k1 that no scripts go with (BIP-86).
  ///
  /// @throws UndecodableException `wrong-curve`, `not-a-point`
  public static BitcoinAddress p2tr(PublicKey key, BitcoinNetwork network)
      throws UndecodableException {
    Bytes internal = checked(key).slice(1, key.encoded().length());
    return new BitcoinAddress(Kind.P2TR, network, TaprootKey.of(internal, Bytes.EMPTY).output());
  }

  private static Bytes checked(PublicKey key) throws UndecodableException {
    if (key.curve() != Curve.SECP256K1) {
      throw new UndecodableException("wrong-curve", "Bitcoin takes keys on secp256k1");
    }
    TaprootKey.requirePoint(key.encoded());
    return key.encoded();
  }

  /// Reads an address of this network; segwit addresses also in upper case.
  ///
  /// @throws UndecodableException `bad-address`, `other-network`, `bad-base58`, `bad-bech32`,
  ///   `bad-checksum`
  public static BitcoinAddress parse(String text, BitcoinNetwork network)
      throws UndecodableException {
    return looksSegwit(text) ? segwit(text, network) : base58(text, network);
  }

  /// Whether it starts with the prefix of any network, whose letters no version byte of Base58
  /// gives.
  private static boolean looksSegwit(String text) {
    for (BitcoinNetwork network : BitcoinNetwork.values()) {
      String start = network.prefix() + "1";
      if (text.regionMatches(true, 0, start, 0, start.length())) {
        return true;
      }
    }
    return false;
  }

  private static BitcoinAddress segwit(String text, BitcoinNetwork network)
      throws UndecodableException {
    SegwitAddress address = SegwitAddress.decode(text);
    if (!address.prefix().equals(network.prefix())) {
      throw new UndecodableException("other-network", "not an address of " + network.code());
    }
    int length = address.program().length();
    if (address.version() == 1 && length == Kind.P2TR.length) {
      return new BitcoinAddress(Kind.P2TR, network, address.program());
    }
    if (address.version() != 0) {
      throw new UndecodableException("bad-address", "a witness program that nobody can spend yet");
    }
    Kind kind = length == Kind.P2WPKH.length ? Kind.P2WPKH : Kind.P2WSH;
    return new BitcoinAddress(kind, network, address.program());
  }

  private static BitcoinAddress base58(String text, BitcoinNetwork network)
      throws UndecodableException {
    Bytes payload = Base58Check.decode(text);
    if (payload.length() != 1 + Hashes.SHORT) {
      throw new UndecodableException("bad-address", "of " + payload.length() + " bytes");
    }
    Bytes hash = payload.slice(1, payload.length());
    if (payload.at(0) == network.keyHashVersion()) {
      return new BitcoinAddress(Kind.P2PKH, network, hash);
    }
    if (payload.at(0) == network.scriptHashVersion()) {
      return new BitcoinAddress(Kind.P2SH, network, hash);
    }
    throw new UndecodableException("other-network", "not an address of " + network.code());
  }

  /// The address that an output script pays to; empty if it is of no standard type.
  public static Optional<BitcoinAddress> ofScript(Bytes script, BitcoinNetwork network) {
    for (Kind kind : Kind.values()) {
      Bytes head = head(kind);
      Bytes tail = tail(kind);
      int end = head.length() + kind.length;
      if (script.length() == end + tail.length()
          && script.startsWith(head)
          && script.slice(end, script.length()).equals(tail)) {
        return Optional.of(new BitcoinAddress(kind, network, script.slice(head.length(), end)));
      }
    }
    return Optional.empty();
  }

  /// The output script (scriptPubKey) that pays to it.
  public Bytes scriptPubKey() {
    BitcoinWriter out = new BitcoinWriter();
    out.bytes(head(kind));
    out.bytes(payload);
    out.bytes(tail(kind));
    return out.toBytes();
  }

  /// The address as people write it.
  public String text() {
    return switch (kind) {
      case P2PKH -> base58Check(network.keyHashVersion());
      case P2SH -> base58Check(network.scriptHashVersion());
      case P2WPKH, P2WSH -> new SegwitAddress(network.prefix(), 0, payload).encode();
      case P2TR -> new SegwitAddress(network.prefix(), 1, payload).encode();
    };
  }

  private String base58Check(int version) {
    BitcoinWriter out = new BitcoinWriter();
    out.u8(version);
    out.bytes(payload);
    return Base58Check.encode(out.toBytes());
  }

  private static Bytes head(Kind kind) {
    return switch (kind) {
      case P2PKH -> KEY_HASH_HEAD;
      case P2SH -> SCRIPT_HASH_HEAD;
      case P2WPKH -> WITNESS_KEY_HEAD;
      case P2WSH -> WITNESS_SCRIPT_HEAD;
      case P2TR -> TAPROOT_HEAD;
    };
  }

  private static Bytes tail(Kind kind) {
    return switch (kind) {
      case P2PKH -> KEY_HASH_TAIL;
      case P2SH -> SCRIPT_HASH_TAIL;
      case P2WPKH, P2WSH, P2TR -> Bytes.EMPTY;
    };
  }
}
