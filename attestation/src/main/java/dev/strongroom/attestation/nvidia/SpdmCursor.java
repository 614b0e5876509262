// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;

/// Reads little-endian fields one after the other; what isn't there is malformed.
final class SpdmCursor {
  private final Bytes input;
  private int position;

  SpdmCursor(Bytes input, int position) {
    this.input = input;
    this.position = position;
  }

  int offset() {
    return position;
  }

  int left() {
    return input.length() - position;
  }

  int u8() throws MalformedEvidenceException {
    return bytes(1).at(0);
  }

  int u16() throws MalformedEvidenceException {
    Bytes field = bytes(2);
    return field.at(0) | (field.at(1) << 8);
  }

  int u24() throws MalformedEvidenceException {
    Bytes field = bytes(3);
    return field.at(0) | (field.at(1) << 8) | (field.at(2) << 16);
  }

  Bytes bytes(int count) throws MalformedEvidenceException {
    if (count > left()) {
      throw error("spdm.truncated", position, count + " bytes expected, " + left() + " are left");
    }
    position += count;
    return input.slice(position - count, position);
  }

  /// Reads a byte that has one value in genuine evidence.
  void only(int wanted, String code, String what) throws MalformedEvidenceException {
    int start = position;
    int found = u8();
    if (found != wanted) {
      throw error(code, start, what + " is " + found + " instead of " + wanted);
    }
  }

  static MalformedEvidenceException error(String code, int offset, String message) {
    return new MalformedEvidenceException(code, offset, message);
  }
}
