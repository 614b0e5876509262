// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.MerkleHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What a leaf of the log holds, for everybody to see.
public sealed interface Leaf {
  /// Of a salt, in bytes.
  int SALT = 32;

  /// The leaf's bytes: one that says which, then what follows.
  Bytes encoded();

  /// The hash of the leaf in the tree.
  default Bytes hash() {
    return MerkleHash.leaf(encoded());
  }

  /// A salted commitment: whoever has entry and salt can show what it stands for; from the leaf
  /// alone nobody learns anything.
  ///
  /// @param commitment 32 bytes
  record Committed(Bytes commitment) implements Leaf {
    private static final byte CODE = 1;

    @Override
    public Bytes encoded() {
      return prefixed(CODE, commitment);
    }
  }

  /// The entry itself, such as an epoch's start.
  ///
  /// @param entry canonical JSON
  record Open(Bytes entry) implements Leaf {
    private static final byte CODE = 2;

    @Override
    public Bytes encoded() {
      return prefixed(CODE, entry);
    }
  }

  /// The leaf that commits to an entry.
  ///
  /// @param entry canonical JSON
  /// @param salt 32 bytes that nobody can guess
  static Committed committing(Bytes entry, Bytes salt) {
    if (salt.length() != SALT) {
      throw new IllegalArgumentException("a salt of " + salt.length() + " bytes");
    }
    MessageDigest sha256 = sha256();
    sha256.update(Labels.ENTRY);
    salt.updateTo(sha256);
    entry.updateTo(sha256);
    return new Committed(Bytes.copyOf(sha256.digest()));
  }

  /// The salt of one of several entries that were made together.
  ///
  /// @param seed 32 bytes that nobody can guess
  /// @param position among them, from 0
  static Bytes salt(Bytes seed, int position) {
    MessageDigest sha256 = sha256();
    sha256.update(Labels.SALT);
    seed.updateTo(sha256);
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(position).flip());
    return Bytes.copyOf(sha256.digest());
  }

  /// Reads a leaf.
  ///
  /// @throws MalformedLedgerException if it is of no known kind
  static Leaf parse(Bytes encoded) throws MalformedLedgerException {
    if (!encoded.isEmpty()) {
      Bytes rest = encoded.slice(1, encoded.length());
      switch (encoded.at(0)) {
        case Committed.CODE -> {
          if (rest.length() == MerkleHash.LENGTH) {
            return new Committed(rest);
          }
        }
        case Open.CODE -> {
          return new Open(rest);
        }
        default -> {
          // Unknown, as below.
        }
      }
    }
    throw new MalformedLedgerException("a leaf of no known kind");
  }

  private static Bytes prefixed(byte code, Bytes rest) {
    byte[] bytes = new byte[1 + rest.length()];
    bytes[0] = code;
    System.arraycopy(rest.toByteArray(), 0, bytes, 1, rest.length());
    return Bytes.copyOf(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
