// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import java.util.Arrays;
import java.util.Optional;

/// What a key signs, and how (C2SP signed-note, "Signature types"; tlog-cosignature).
public enum KeyType {
  /// Ed25519 over the note's text: logs.
  ED25519(0x01, 32),
  /// Ed25519 over the text and a time: witnesses.
  COSIGNATURE_ED25519(0x04, 32),
  /// ML-DSA-44 (FIPS 204) over origin, size, root, time and the signer's name: witnesses and logs.
  COSIGNATURE_ML_DSA_44(0x06, 1312);

  private final int code;
  private final int keyLength;

  KeyType(int code, int keyLength) {
    this.code = code;
    this.keyLength = keyLength;
  }

  /// The byte that stands for it.
  public int code() {
    return code;
  }

  /// Of a public key, in bytes.
  public int keyLength() {
    return keyLength;
  }

  /// Whether its signatures carry a time.
  public boolean timestamped() {
    return this != ED25519;
  }

  static Optional<KeyType> of(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }
}
