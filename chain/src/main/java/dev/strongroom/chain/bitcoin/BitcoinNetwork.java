// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import java.util.Optional;

/// Which network addresses are written for. A transaction doesn't say.
public enum BitcoinNetwork {
  /// The one whose coins are money.
  MAINNET("mainnet", 0x00, 0x05, "bc"),
  /// The test networks, also signet.
  TESTNET("testnet", 0x6f, 0xc4, "tb"),
  /// A network of one's own.
  REGTEST("regtest", 0x6f, 0xc4, "bcrt");

  private final String code;
  private final int keyHashVersion;
  private final int scriptHashVersion;
  private final String prefix;

  BitcoinNetwork(String code, int keyHashVersion, int scriptHashVersion, String prefix) {
    this.code = code;
    this.keyHashVersion = keyHashVersion;
    this.scriptHashVersion = scriptHashVersion;
    this.prefix = prefix;
  }

  /// Its name in JSON.
  public String code() {
    return code;
  }

  /// The network of this name.
  public static Optional<BitcoinNetwork> of(String code) {
    for (BitcoinNetwork network : values()) {
      if (network.code.equals(code)) {
        return Optional.of(network);
      }
    }
    return Optional.empty();
  }

  /// The version byte of a P2PKH address.
  int keyHashVersion() {
    return keyHashVersion;
  }

  /// The version byte of a P2SH address.
  int scriptHashVersion() {
    return scriptHashVersion;
  }

  /// The human-readable part of a segwit address (BIP-173).
  String prefix() {
    return prefix;
  }
}
