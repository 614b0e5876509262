// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;

/// Fields of bytes that nobody has verified: whatever lies outside is unknown evidence.
///
/// @param bytes the whole
record LittleEndian(Bytes bytes) {

  int u8(int offset) throws UnknownEvidenceException {
    return slice(offset, 1).at(0);
  }

  int u16(int offset) throws UnknownEvidenceException {
    Bytes two = slice(offset, 2);
    return two.at(0) | (two.at(1) << 8);
  }

  int u24(int offset) throws UnknownEvidenceException {
    return u16(offset) | (u8(offset + 2) << 16);
  }

  long u32(int offset) throws UnknownEvidenceException {
    return u16(offset) | ((long) u16(offset + 2) << 16);
  }

  Bytes slice(int offset, long length) throws UnknownEvidenceException {
    if (offset < 0 || length < 0 || length > bytes.length() - offset) {
      throw new UnknownEvidenceException("it ends before byte " + (offset + length));
    }
    return bytes.slice(offset, offset + (int) length);
  }

  Bytes from(int offset) throws UnknownEvidenceException {
    return slice(offset, (long) bytes.length() - offset);
  }
}
