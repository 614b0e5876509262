// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/// What all shares of one ceremony say of themselves; public. With the digests each share is judged
/// alone, so a wrong one is found by its number and spoils nothing.
///
/// Layout: magic `53 52 53 48` ("SRSH"), version 1 (1), ceremony (32), threshold (1), identity key
/// (32), commitment (32), length of the deployment's name (1), the name, number of shares (1), and
/// for each share its digest (32).
///
/// @param ceremony random, 32 bytes: the session in which the root secret was made
/// @param deployment whose root secret it is
/// @param threshold how many shares it takes
/// @param identityKey the deployment's Ed25519 identity key, 32 bytes
/// @param commitment derived from the root secret, 32 bytes: tells a wrong secret from the right
/// @param digests of the shares, in their order; the first share has number 1
public record ShareHeader(
    Bytes ceremony,
    String deployment,
    int threshold,
    Bytes identityKey,
    Bytes commitment,
    List<Bytes> digests) {
  /// Of a share's value, in bytes.
  public static final int SHARE = 32;

  private static final int MAGIC = 0x53525348;
  private static final byte VERSION = 1;
  private static final int PART = 32;
  private static final int HEAD = 4 + 1 + PART + 1 + PART + PART + 1;
  private static final int MOST = 255;
  private static final int LONGEST_NAME = 63;

  /// Checks the lengths.
  public ShareHeader {
    digests = List.copyOf(digests);
    int name = deployment.length();
    if (ceremony.length() != PART
        || identityKey.length() != PART
        || commitment.length() != PART
        || digests.stream().anyMatch(digest -> digest.length() != PART)
        || name < 1
        || name > LONGEST_NAME
        || !deployment.chars().allMatch(c -> c > ' ' && c < 0x7f)
        || threshold < 2
        || threshold > digests.size()
        || digests.size() > MOST) {
      throw new IllegalArgumentException("a header's parts are limited in length");
    }
  }

  /// The digest of a share.
  ///
  /// @param index from 1
  public static Bytes digest(int index, byte[] value) {
    return Sha256.of("strongroom share v1", new byte[] {(byte) index}, value);
  }

  /// Whether this is the ceremony's share of that number.
  public boolean holds(int index, byte[] value) {
    return index >= 1
        && index <= digests.size()
        && value.length == SHARE
        && MessageDigest.isEqual(
            digests.get(index - 1).toByteArray(), digest(index, value).toByteArray());
  }

  /// The header's bytes.
  public Bytes encoded() {
    Bytes name = Bytes.utf8(deployment);
    ByteBuffer buffer = ByteBuffer.allocate(HEAD + name.length() + 1 + PART * digests.size());
    buffer.putInt(MAGIC).put(VERSION).put(ceremony.toByteArray()).put((byte) threshold);
    buffer.put(identityKey.toByteArray()).put(commitment.toByteArray());
    buffer.put((byte) name.length()).put(name.toByteArray()).put((byte) digests.size());
    digests.forEach(digest -> buffer.put(digest.toByteArray()));
    return Bytes.copyOf(buffer.array());
  }

  /// Reads a header that takes up all of `encoded`.
  ///
  /// @throws MalformedCustodyException if it isn't one
  public static ShareHeader parse(Bytes encoded) throws MalformedCustodyException {
    if (encoded.length() < HEAD || !encoded.startsWith(Bytes.fromHex("5352534801"))) {
      throw new MalformedCustodyException("not a share's header of version 1");
    }
    int nameEnd = HEAD + encoded.at(HEAD - 1);
    if (encoded.length() <= nameEnd
        || encoded.length() != nameEnd + 1 + PART * encoded.at(nameEnd)) {
      throw new MalformedCustodyException("a share's header of a wrong length");
    }
    String name = encoded.slice(HEAD, nameEnd).asUtf8();
    List<Bytes> digests = new ArrayList<>();
    for (int at = nameEnd + 1; at < encoded.length(); at += PART) {
      digests.add(encoded.slice(at, at + PART));
    }
    try {
      int threshold = 5 + PART;
      return new ShareHeader(
          encoded.slice(5, threshold),
          name == null ? "" : name,
          encoded.at(threshold),
          encoded.slice(threshold + 1, threshold + 1 + PART),
          encoded.slice(threshold + 1 + PART, HEAD - 1),
          digests);
    } catch (IllegalArgumentException e) {
      throw new MalformedCustodyException("a share's header with impossible values");
    }
  }
}
