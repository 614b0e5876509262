// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.EvidenceKind;
import java.util.Optional;

/// How evidence of each kind binds a key (`docs/attested-channel.md`, section 5).
public final class KeyBinding {
  private KeyBinding() {}

  /// What evidence of a kind has to bind. Where a kind has no field for what is asked here, its
  /// verification refuses.
  ///
  /// @param nonce that the evidence has to carry, if any
  /// @param key what the evidence has as public key, if its kind has such a field
  /// @param digest over the key and whatever else is bound, 64 bytes
  public static Challenge challenge(
      EvidenceKind kind, Optional<Bytes> nonce, Bytes key, Bytes digest) {
    return switch (kind) {
      case NITRO_ENCLAVE,
          NITRO_TPM,
          AZURE_SEV_SNP,
          AZURE_TDX,
          NVIDIA_GPU,
          NVIDIA_SWITCH,
          NVIDIA_NRAS,
          ANDROID_KEY,
          APPLE_APP_ATTEST ->
          new Challenge(nonce, Optional.of(key), Optional.of(digest));
      // One field of 64 bytes, and the digest in it is over all keys.
      case SEV_SNP, TDX, SGX -> new Challenge(nonce, Optional.empty(), Optional.of(digest));
      // Its transcript has one field for what the machine vouches for.
      case COMPOSITE -> new Challenge(nonce, Optional.of(digest), Optional.empty());
    };
  }
}
