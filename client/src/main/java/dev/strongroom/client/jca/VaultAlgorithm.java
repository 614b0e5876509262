// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import java.util.List;

/// How keys of a vault sign, by the names of the JCA.
enum VaultAlgorithm {
  /// ECDSA over a digest of 32 bytes, in DER.
  NONE_WITH_ECDSA("NONEwithECDSA", false, false, false, ""),
  /// ECDSA over SHA-256, in DER.
  SHA256_WITH_ECDSA("SHA256withECDSA", false, true, false, "1.2.840.10045.4.3.2"),
  /// ECDSA over SHA-256, r and s of 32 bytes each: what JWS calls ES256.
  SHA256_WITH_ECDSA_PLAIN("SHA256withECDSAinP1363Format", false, true, true, ""),
  /// Ed25519 over the message.
  ED25519("Ed25519", true, false, true, "EdDSA 1.3.101.112");

  private final String jcaName;
  private final boolean ofEdwards;
  private final boolean hashing;
  private final boolean plain;
  private final String aliases;

  VaultAlgorithm(
      String jcaName, boolean ofEdwards, boolean hashing, boolean plain, String aliases) {
    this.jcaName = jcaName;
    this.ofEdwards = ofEdwards;
    this.hashing = hashing;
    this.plain = plain;
    this.aliases = aliases;
  }

  String jcaName() {
    return jcaName;
  }

  boolean isOfEdwards() {
    return ofEdwards;
  }

  boolean isHashing() {
    return hashing;
  }

  boolean isPlain() {
    return plain;
  }

  /// Its other names.
  List<String> aliases() {
    return aliases.isEmpty() ? List.of() : List.of(aliases.split(" ", -1));
  }
}
