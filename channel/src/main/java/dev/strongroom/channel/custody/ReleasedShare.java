// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.util.Arrays;

/// A share on its way into a verified enclave: its number (1), its value (32), its header. The
/// value isn't encrypted once more: the attested channel it goes through ends inside the enclave
/// that was verified, and nowhere else.
///
/// @param header of its ceremony
/// @param index from 1
/// @param encoded number, value, header
public record ReleasedShare(ShareHeader header, int index, Bytes encoded) {
  private static final int HEAD = 1 + ShareHeader.SHARE;

  /// Puts a share together.
  public static ReleasedShare of(ShareHeader header, int index, byte[] value) {
    byte[] rest = header.encoded().toByteArray();
    byte[] all = new byte[HEAD + rest.length];
    all[0] = (byte) index;
    System.arraycopy(value, 0, all, 1, ShareHeader.SHARE);
    System.arraycopy(rest, 0, all, HEAD, rest.length);
    ReleasedShare released = new ReleasedShare(header, index, Bytes.copyOf(all));
    Arrays.fill(all, (byte) 0);
    return released;
  }

  /// Reads a share that takes up all of `encoded`.
  ///
  /// @throws MalformedCustodyException if it isn't one
  public static ReleasedShare parse(Bytes encoded) throws MalformedCustodyException {
    if (encoded.length() <= HEAD) {
      throw new MalformedCustodyException("not a released share");
    }
    return new ReleasedShare(
        ShareHeader.parse(encoded.slice(HEAD, encoded.length())), encoded.at(0), encoded);
  }

  /// A copy of the value, which the caller wipes.
  public byte[] value() {
    return encoded.slice(1, HEAD).toByteArray();
  }

  @Override
  public String toString() {
    return "share " + index;
  }
}
