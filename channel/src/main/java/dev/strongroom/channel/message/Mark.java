// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.channel.message.MessageException.Refusal;

/// What a chunk is; the first byte of its frame.
enum Mark {
  /// The first: header fields, and a response's status.
  HEAD(0),
  /// Part of the body; others follow.
  MORE(1),
  /// The end of the body, which may be empty.
  FINAL(2);

  static final int FRAME = 3;

  private final int code;

  Mark(int code) {
    this.code = code;
  }

  /// The mark that a frame begins with.
  static Mark of(byte code) throws MessageException {
    return switch (code) {
      case 0 -> HEAD;
      case 1 -> MORE;
      case 2 -> FINAL;
      default -> throw new MessageException(Refusal.MALFORMED, "a chunk with mark " + code);
    };
  }

  /// The frame of a chunk, which stands before it and is its associated data.
  ///
  /// @param length of the plaintext
  byte[] frame(int length) {
    return new byte[] {(byte) code, (byte) (length >> 8), (byte) length};
  }
}
