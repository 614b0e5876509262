// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a recovery kit says of itself; public. With the digests each share is judged alone, so a
/// wrong one is found by its number and spoils nothing. A share is 32 random-looking bytes, so its
/// digest tells nothing of it.
///
/// @param label which key it recovers
/// @param id random, 16 bytes: of this kit
/// @param threshold how many shares it takes, at least 2
/// @param guardians who holds them, in the order of the shares; the first share has number 1
/// @param digests of the shares, 32 bytes each, in their order
public record RecoveryHeader(
    KeyLabel label, Bytes id, int threshold, List<Guardian> guardians, List<Bytes> digests) {
  /// Of a share's value, in bytes.
  public static final int SHARE = 32;

  /// How many shares there may be.
  public static final int MOST = 32;

  static final int ID = 16;
  private static final int DIGEST = 32;
  private static final int VERSION = 1;

  /// Checks numbers and lengths, and that no guardian is there twice.
  public RecoveryHeader {
    guardians = List.copyOf(guardians);
    digests = List.copyOf(digests);
    Set<Object> distinct = new HashSet<>();
    for (Guardian guardian : guardians) {
      Optional<Bytes> key = guardian.encryptionKey();
      if (!distinct.add(guardian.name()) || (key.isPresent() && !distinct.add(key.get()))) {
        throw new IllegalArgumentException("guardians have names and keys of their own");
      }
    }
    if (id.length() != ID
        || threshold < 2
        || threshold > guardians.size()
        || guardians.size() > MOST
        || digests.size() != guardians.size()
        || digests.stream().anyMatch(digest -> digest.length() != DIGEST)) {
      throw new IllegalArgumentException(
          "a recovery kit has 2 to " + MOST + " shares, and takes at least 2 of them");
    }
  }

  /// The digest of a kit's share.
  static Bytes digest(Bytes id, int index, byte[] value) {
    return Sha256.of(
        "strongroom recovery share v1", id.toByteArray(), new byte[] {(byte) index}, value);
  }

  /// Whether this is the kit's share of that number.
  boolean holds(int index, byte[] value) {
    return index >= 1
        && index <= digests.size()
        && MessageDigest.isEqual(
            digests.get(index - 1).toByteArray(), digest(id, index, value).toByteArray());
  }

  /// All of it, for authentication: version (1), id (16), threshold (1), number of shares (1); for
  /// each share the length of its guardian's name (1), the name, 1 and the key (32) or 0, and the
  /// digest (32); then the label.
  Bytes encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.writeBytes(id.toByteArray());
    out.write(threshold);
    out.write(guardians.size());
    for (int i = 0; i < guardians.size(); i++) {
      Guardian guardian = guardians.get(i);
      out.write(guardian.name().length());
      out.writeBytes(Bytes.utf8(guardian.name()).toByteArray());
      out.write(guardian.encryptionKey().isPresent() ? 1 : 0);
      out.writeBytes(guardian.encryptionKey().orElse(Bytes.EMPTY).toByteArray());
      out.writeBytes(digests.get(i).toByteArray());
    }
    out.writeBytes(label.encoded().toByteArray());
    return Bytes.copyOf(out.toByteArray());
  }
}
