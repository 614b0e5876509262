// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;

/// Reads little-endian fields one after the other; never past the end.
final class LayoutReader {
  private final Bytes input;
  private final int base;
  private int position;

  LayoutReader(Bytes input) {
    this(input, 0);
  }

  /// A reader of a part.
  ///
  /// @param base where the part begins in the whole
  private LayoutReader(Bytes input, int base) {
    this.input = input;
    this.base = base;
  }

  /// Where the next field begins in the whole.
  int offset() {
    return base + position;
  }

  Bytes take(long count, String what) throws MalformedEvidenceException {
    if (count > input.length() - position) {
      throw malformed("dcap.truncated", what + " of " + count + " bytes isn't there");
    }
    Bytes taken = input.slice(position, position + (int) count);
    position += (int) count;
    return taken;
  }

  LayoutReader part(long count, String what) throws MalformedEvidenceException {
    int start = offset();
    return new LayoutReader(take(count, what), start);
  }

  int u16(String what) throws MalformedEvidenceException {
    return u16(take(2, what), 0);
  }

  long u32(String what) throws MalformedEvidenceException {
    Bytes four = take(4, what);
    return u16(four, 0) | ((long) u16(four, 2) << 16);
  }

  Bytes rest() {
    return input.slice(position, input.length());
  }

  void end(String what) throws MalformedEvidenceException {
    if (position < input.length()) {
      throw malformed(
          "dcap.signature-length", (input.length() - position) + " bytes after " + what);
    }
  }

  static int u16(Bytes bytes, int at) {
    return bytes.at(at) | (bytes.at(at + 1) << 8);
  }

  MalformedEvidenceException malformed(String code, String message) {
    return new MalformedEvidenceException(code, offset(), message);
  }
}
