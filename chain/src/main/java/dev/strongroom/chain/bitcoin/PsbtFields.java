// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.PsbtMap.Entry;
import dev.strongroom.chain.encoding.ByteReader;

/// The fields of a PSBT of version 0 and what their keys and values look like (BIP-174, BIP-371). A
/// field that no specification of ours knows is carried along; one of version 2 (BIP-370) is
/// refused, since version 0 forbids it.
final class PsbtFields {
  static final int GLOBAL_TRANSACTION = 0x00;
  static final int GLOBAL_VERSION = 0xfb;
  static final int IN_PREVIOUS_TRANSACTION = 0x00;
  static final int IN_WITNESS_UTXO = 0x01;
  static final int IN_PARTIAL_SIGNATURE = 0x02;
  static final int IN_SIGHASH_TYPE = 0x03;
  static final int IN_REDEEM_SCRIPT = 0x04;
  static final int IN_WITNESS_SCRIPT = 0x05;
  static final int IN_FINAL_SCRIPT = 0x07;
  static final int IN_FINAL_WITNESS = 0x08;
  static final int IN_TAP_KEY_SIGNATURE = 0x13;
  static final int IN_TAP_INTERNAL_KEY = 0x17;
  static final int IN_TAP_MERKLE_ROOT = 0x18;

  private static final int KEY = 33;
  private static final int LONG_KEY = 65;
  private static final int EXTENDED_KEY = 78;

  private PsbtFields() {}

  static void checkGlobal(Entry entry) throws UndecodableException {
    switch ((int) entry.type()) {
      case GLOBAL_TRANSACTION -> keyData(entry, 0);
      case 0x01 -> {
        keyData(entry, EXTENDED_KEY);
        path(entry.value(), entry);
      }
      case 0x02, 0x03, 0x04, 0x05, 0x06 -> throw versionTwo(entry);
      case GLOBAL_VERSION -> {
        keyData(entry, 0);
        version(entry);
      }
      default -> {}
    }
  }

  private static void version(Entry entry) throws UndecodableException {
    value(entry, 4);
    long version = new ByteReader(entry.value()).u32();
    if (version != 0) {
      throw new UndecodableException("psbt-version", "a PSBT of version " + version);
    }
  }

  static void checkInput(Entry entry) throws UndecodableException {
    switch ((int) entry.type()) {
      case IN_PREVIOUS_TRANSACTION, IN_WITNESS_UTXO -> keyData(entry, 0);
      case IN_REDEEM_SCRIPT, IN_WITNESS_SCRIPT, IN_FINAL_SCRIPT, 0x09 -> keyData(entry, 0);
      case IN_PARTIAL_SIGNATURE -> {
        publicKey(entry);
        require(entry, entry.value().length() >= 9 && entry.value().length() <= 73);
      }
      case IN_SIGHASH_TYPE -> {
        keyData(entry, 0);
        value(entry, 4);
      }
      case 0x06 -> {
        publicKey(entry);
        path(entry.value(), entry);
      }
      case IN_FINAL_WITNESS -> {
        keyData(entry, 0);
        ByteReader reader = new ByteReader(entry.value());
        var _ = RawTransaction.witness(reader);
        reader.end();
      }
      case 0x0a, 0x0c -> keyData(entry, Hashes.SHORT);
      case 0x0b, 0x0d -> keyData(entry, Hashes.LENGTH);
      case 0x0e, 0x0f, 0x10, 0x11, 0x12 -> throw versionTwo(entry);
      case IN_TAP_KEY_SIGNATURE -> {
        keyData(entry, 0);
        schnorr(entry);
      }
      case 0x14 -> {
        keyData(entry, 64);
        schnorr(entry);
      }
      case 0x15 -> require(entry, controlBlock(entry.keyData()) && !entry.value().isEmpty());
      case 0x16 -> tapPath(entry);
      case IN_TAP_INTERNAL_KEY, IN_TAP_MERKLE_ROOT -> {
        keyData(entry, 0);
        value(entry, Hashes.LENGTH);
      }
      default -> {}
    }
  }

  static void checkOutput(Entry entry) throws UndecodableException {
    switch ((int) entry.type()) {
      case 0x00, 0x01 -> keyData(entry, 0);
      case 0x02 -> {
        publicKey(entry);
        path(entry.value(), entry);
      }
      case 0x03, 0x04 -> throw versionTwo(entry);
      case 0x05 -> {
        keyData(entry, 0);
        value(entry, Hashes.LENGTH);
      }
      case 0x06 -> {
        keyData(entry, 0);
        require(entry, !entry.value().isEmpty());
      }
      case 0x07 -> tapPath(entry);
      default -> {}
    }
  }

  private static void publicKey(Entry entry) throws UndecodableException {
    Bytes key = entry.keyData();
    boolean compressed = key.length() == KEY && (key.at(0) == 2 || key.at(0) == 3);
    require(entry, compressed || (key.length() == LONG_KEY && key.at(0) == 4));
  }

  private static void schnorr(Entry entry) throws UndecodableException {
    require(entry, entry.value().length() == 64 || entry.value().length() == 65);
  }

  /// BIP-341: a byte, the internal key, and up to 128 hashes.
  private static boolean controlBlock(Bytes block) {
    int path = block.length() - KEY;
    return path >= 0 && path <= 128 * Hashes.LENGTH && path % Hashes.LENGTH == 0;
  }

  /// A key's derivation: a fingerprint and indices, four bytes each.
  private static void path(Bytes value, Entry entry) throws UndecodableException {
    require(entry, value.length() >= 4 && value.length() % 4 == 0);
  }

  private static void tapPath(Entry entry) throws UndecodableException {
    keyData(entry, Hashes.LENGTH);
    ByteReader reader = new ByteReader(entry.value());
    int leaves = CompactSize.count(reader, 1_000, Hashes.LENGTH);
    var _ = reader.bytes((long) leaves * Hashes.LENGTH);
    path(reader.bytes(reader.remaining()), entry);
  }

  private static void keyData(Entry entry, int length) throws UndecodableException {
    require(entry, entry.keyData().length() == length);
  }

  private static void value(Entry entry, int length) throws UndecodableException {
    require(entry, entry.value().length() == length);
  }

  private static void require(Entry entry, boolean condition) throws UndecodableException {
    if (!condition) {
      throw new UndecodableException("bad-psbt-field", "field " + entry.type() + " is malformed");
    }
  }

  private static UndecodableException versionTwo(Entry entry) {
    return new UndecodableException("psbt-version", "field " + entry.type() + " is of version 2");
  }
}
