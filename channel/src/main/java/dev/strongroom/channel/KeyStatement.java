// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.EvidenceKind;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What an environment says of its keys (`docs/attested-channel.md`, section 5). Worth what the
/// evidence is worth that binds it.
///
/// @param attestationKey Ed25519, 32 bytes: born at boot, signs bindings
/// @param identityKey Ed25519, 32 bytes: the deployment's, outlives boots
/// @param messageKey X25519, 32 bytes, for encrypted messages
public record KeyStatement(Bytes attestationKey, Bytes identityKey, Optional<Bytes> messageKey) {
  private static final int MAGIC = 0x53524b53;
  private static final byte VERSION = 1;
  private static final int KEY = 32;
  private static final int LEAST = 4 + 1 + KEY + KEY + 1;
  private static final Bytes CONTEXT = Bytes.utf8("strongroom key statement v1\0");

  /// Checks the lengths.
  public KeyStatement {
    if (attestationKey.length() != KEY
        || identityKey.length() != KEY
        || messageKey.filter(key -> key.length() != KEY).isPresent()) {
      throw new IllegalArgumentException("keys have 32 bytes");
    }
  }

  /// The statement's bytes.
  public Bytes encoded() {
    ByteBuffer buffer = ByteBuffer.allocate(LEAST + messageKey.map(Bytes::length).orElse(0));
    buffer.putInt(MAGIC).put(VERSION);
    buffer.put(attestationKey.toByteArray()).put(identityKey.toByteArray());
    buffer.put((byte) messageKey.map(Bytes::length).orElse(0).intValue());
    messageKey.ifPresent(key -> buffer.put(key.toByteArray()));
    return Bytes.copyOf(buffer.array());
  }

  /// Reads a statement that takes up all of `encoded`.
  ///
  /// @throws MalformedExchangeException if it isn't one
  public static KeyStatement parse(Bytes encoded) throws MalformedExchangeException {
    if (encoded.length() < LEAST) {
      throw new MalformedExchangeException("key statement too short");
    }
    ByteBuffer head = ByteBuffer.wrap(encoded.slice(0, 5).toByteArray());
    int keyLength = encoded.at(LEAST - 1);
    if (head.getInt() != MAGIC || head.get() != VERSION) {
      throw new MalformedExchangeException("not a key statement of version 1");
    }
    if ((keyLength != 0 && keyLength != KEY) || encoded.length() != LEAST + keyLength) {
      throw new MalformedExchangeException("key statement of a wrong length");
    }
    return new KeyStatement(
        encoded.slice(5, 5 + KEY),
        encoded.slice(5 + KEY, 5 + 2 * KEY),
        keyLength == 0 ? Optional.empty() : Optional.of(encoded.slice(LEAST, LEAST + KEY)));
  }

  /// What evidence carries as user data, or SEV-SNP and TDX as report data: 64 bytes.
  public Bytes binding() {
    return Digests.sha512(CONTEXT, encoded());
  }

  /// What evidence of a kind has to bind (`docs/attested-channel.md`, section 5). Where a kind has
  /// no field for what is asked here, its verification refuses.
  ///
  /// @param nonce that the evidence has to carry, if any
  public Challenge challenge(EvidenceKind kind, Optional<Bytes> nonce) {
    return KeyBinding.challenge(kind, nonce, attestationKey, binding());
  }
}
