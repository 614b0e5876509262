// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;

/// Reads the body of one answer field by field, and takes nothing else.
final class AnswerReader {
  private final Bytes body;
  private int position;

  AnswerReader(Bytes body) {
    this.body = body;
  }

  /// A count of two bytes.
  int count() throws MalformedAnswerException {
    return (int) number(2);
  }

  /// One byte, 0 or 1.
  boolean flag() throws MalformedAnswerException {
    long flag = number(1);
    if (flag > 1) {
      throw new MalformedAnswerException("flag " + flag);
    }
    return flag == 1;
  }

  /// The version of something that is there.
  long version() throws MalformedAnswerException {
    long version = versionOrAbsent();
    if (version == Storage.ABSENT) {
      throw new MalformedAnswerException("version 0");
    }
    return version;
  }

  long versionOrAbsent() throws MalformedAnswerException {
    long version = number(8);
    if (version < 0) {
      throw new MalformedAnswerException("version beyond 63 bits");
    }
    return version;
  }

  Bytes key() throws MalformedAnswerException {
    Bytes key = bytes(2, StorageLimits.MAX_KEY);
    if (key.isEmpty()) {
      throw new MalformedAnswerException("empty key");
    }
    return key;
  }

  Bytes value() throws MalformedAnswerException {
    return bytes(4, StorageLimits.MAX_VALUE);
  }

  void end() throws MalformedAnswerException {
    if (position != body.length()) {
      throw new MalformedAnswerException("bytes after the answer");
    }
  }

  private Bytes bytes(int width, int longest) throws MalformedAnswerException {
    long length = number(width);
    if (length > longest || length > body.length() - position) {
      throw new MalformedAnswerException("field of " + length + " bytes");
    }
    int from = position;
    position += (int) length;
    return body.slice(from, position);
  }

  private long number(int width) throws MalformedAnswerException {
    if (width > body.length() - position) {
      throw new MalformedAnswerException("answer ends inside a field");
    }
    long number = 0;
    for (int i = 0; i < width; i++) {
      number = number << 8 | body.at(position++);
    }
    return number;
  }
}
