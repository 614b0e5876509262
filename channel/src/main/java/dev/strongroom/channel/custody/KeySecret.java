// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The secret of a vault's key, with its kind: what envelopes and recovery kits hold. Never shown,
/// wiped when closed. Thread-safe.
///
/// As bytes: magic `53 52 4b 4d` ("SRKM"), version 1 (1), kind (1: the number of [KeyKind], from
/// 1), length (2, big-endian), secret.
public final class KeySecret implements AutoCloseable {
  private static final int MAGIC = 0x53524b4d;
  private static final byte VERSION = 1;
  private static final int HEAD = 4 + 1 + 1 + 2;

  private final KeyKind kind;
  private final byte[] secret;
  private final SortedMap<String, Bytes> publicKeys;
  private boolean closed;

  private KeySecret(KeyKind kind, byte[] secret) throws ImproperKeyException {
    this.kind = kind;
    this.secret = secret;
    this.publicKeys = Collections.unmodifiableSortedMap(new TreeMap<>(PublicPart.of(kind, secret)));
  }

  /// A secret of a kind.
  ///
  /// @param secret is copied: the caller wipes its own
  /// @throws ImproperKeyException if it can't be one
  public static KeySecret of(KeyKind kind, byte[] secret) throws ImproperKeyException {
    if (!kind.fits(secret.length)) {
      throw new ImproperKeyException(
          "a " + kind.code() + " key doesn't have " + secret.length + " bytes");
    }
    byte[] own = secret.clone();
    try {
      return new KeySecret(kind, own);
    } catch (ImproperKeyException e) {
      Arrays.fill(own, (byte) 0);
      throw e;
    }
  }

  /// Reads what [#encoded] wrote, all of it.
  ///
  /// @param encoded is copied: the caller wipes its own
  /// @throws MalformedCustodyException if it isn't that
  public static KeySecret parse(byte[] encoded) throws MalformedCustodyException {
    if (encoded.length < HEAD) {
      throw new MalformedCustodyException("too short to be a key");
    }
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    if (buffer.getInt() != MAGIC || buffer.get() != VERSION) {
      throw new MalformedCustodyException("not a key of format " + VERSION);
    }
    KeyKind kind =
        KeyKind.of(buffer.get())
            .orElseThrow(() -> new MalformedCustodyException("a key of an unknown kind"));
    if ((buffer.getShort() & 0xffff) != encoded.length - HEAD) {
      throw new MalformedCustodyException("a key of a wrong length");
    }
    byte[] secret = Arrays.copyOfRange(encoded, HEAD, encoded.length);
    try {
      return of(kind, secret);
    } catch (ImproperKeyException e) {
      throw new MalformedCustodyException("not a key: " + e.getMessage());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /// Kind and secret as bytes, which the caller wipes.
  ///
  /// @throws IllegalStateException if it was closed
  public byte[] encoded() {
    return this.<byte[], RuntimeException>use(bytes ->
        ByteBuffer.allocate(HEAD + bytes.length)
            .putInt(MAGIC)
            .put(VERSION)
            .put((byte) kind.number())
            .putShort((short) bytes.length)
            .put(bytes)
            .array());
  }

  /// What kind of key it is.
  public KeyKind kind() {
    return kind;
  }

  /// The public keys by the names of [KeyKind]: of secp256k1 and P-256 the compressed point (33
  /// bytes), of Ed25519 and X25519 32 bytes. Empty for seeds, whose keys have paths, and for HMAC.
  public SortedMap<String, Bytes> publicKeys() {
    return publicKeys;
  }

  /// What to do with the bytes.
  ///
  /// @param <T> what comes of it
  /// @param <E> how it can fail
  public interface Use<T, E extends Exception> {
    /// Uses the bytes, and keeps no reference to them.
    T with(byte[] bytes) throws E;
  }

  /// Lets `use` see the secret.
  ///
  /// @throws IllegalStateException if it was closed
  public synchronized <T, E extends Exception> T use(Use<T, E> use) throws E {
    if (closed) {
      throw new IllegalStateException("the key was wiped");
    }
    return use.with(secret);
  }

  /// Wipes the secret.
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(secret, (byte) 0);
  }

  @Override
  public String toString() {
    return "a " + kind.code() + " key";
  }
}
