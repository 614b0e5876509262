// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.Bech32;
import dev.strongroom.chain.encoding.Bech32.Variant;

/// A witness program as text (BIP-173; BIP-350 from version 1 on).
///
/// @param prefix the human-readable part
/// @param version 0 to 16
/// @param program 2 to 40 bytes; of version 0, 20 or 32
record SegwitAddress(String prefix, int version, Bytes program) {
  private static final int LAST_VERSION = 16;
  private static final int LEAST = 2;
  private static final int MOST = 40;

  String encode() {
    Bytes groups = Bech32.toGroups(program);
    byte[] all = new byte[groups.length() + 1];
    all[0] = (byte) version;
    System.arraycopy(groups.toByteArray(), 0, all, 1, groups.length());
    return new Bech32(variant(version), prefix, Bytes.copyOf(all)).encode();
  }

  static SegwitAddress decode(String text) throws UndecodableException {
    Bech32 decoded = Bech32.decode(text);
    Bytes groups = decoded.groups();
    if (groups.isEmpty() || groups.at(0) > LAST_VERSION) {
      throw bad("a witness version beyond " + LAST_VERSION);
    }
    int version = groups.at(0);
    if (decoded.variant() != variant(version)) {
      throw bad("the checksum of another witness version");
    }
    Bytes program = Bech32.toBytes(groups.slice(1, groups.length()));
    int length = program.length();
    boolean fits = length >= LEAST && length <= MOST;
    if (!fits || (version == 0 && length != Hashes.SHORT && length != Hashes.LENGTH)) {
      throw bad("a witness program of " + length + " bytes");
    }
    return new SegwitAddress(decoded.prefix(), version, program);
  }

  private static Variant variant(int version) {
    return version == 0 ? Variant.BECH32 : Variant.BECH32M;
  }

  private static UndecodableException bad(String message) {
    return new UndecodableException("bad-address", message);
  }
}
