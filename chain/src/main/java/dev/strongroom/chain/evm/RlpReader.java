// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.util.ArrayList;
import java.util.List;

/// Reads one item, if it is in its canonical form: every length in the shortest way there is, a
/// byte below 0x80 as itself, nothing after the end. Nothing is allocated by a declared length.
final class RlpReader {
  /// What Ethereum's nodes pass on at most.
  static final int MAX_LENGTH = 128 * 1024;

  private static final int MAX_DEPTH = 8;
  private static final int MAX_ITEMS = 16_384;
  private static final int MAX_LENGTH_BYTES = 3;

  private final Bytes input;
  private int position;
  private int items;

  private RlpReader(Bytes input) {
    this.input = input;
  }

  /// The item that the input is.
  ///
  /// @throws UndecodableException if it isn't exactly one
  static Rlp read(Bytes input) throws UndecodableException {
    if (input.length() > MAX_LENGTH) {
      throw new UndecodableException("too-long", "longer than " + MAX_LENGTH + " bytes");
    }
    RlpReader reader = new RlpReader(input);
    Rlp item = reader.item(input.length(), 0);
    if (reader.position < input.length()) {
      throw new UndecodableException(
          "trailing-bytes", input.length() - reader.position + " bytes after the end");
    }
    return item;
  }

  private Rlp item(int end, int depth) throws UndecodableException {
    if (depth > MAX_DEPTH || ++items > MAX_ITEMS) {
      throw new UndecodableException("rlp-limit", "too many items, or lists too deep");
    }
    if (position >= end) {
      throw bad("it ends too early");
    }
    int head = input.at(position++);
    if (head < Rlp.SHORT_DATA) {
      return new Rlp.Data(input.slice(position - 1, position));
    }
    if (head < Rlp.SHORT_ITEMS) {
      return data(length(head - Rlp.SHORT_DATA, end));
    }
    int length = length(head - Rlp.SHORT_ITEMS, end);
    return list(position + length, depth);
  }

  private Rlp data(int length) throws UndecodableException {
    Bytes bytes = input.slice(position, position + length);
    if (length == 1 && bytes.at(0) < Rlp.SHORT_DATA) {
      throw bad("a small byte with a length of its own");
    }
    position += length;
    return new Rlp.Data(bytes);
  }

  private Rlp list(int last, int depth) throws UndecodableException {
    List<Rlp> found = new ArrayList<>();
    while (position < last) {
      found.add(item(last, depth + 1));
    }
    return new Rlp.Items(found);
  }

  /// The payload's length, which is there; the position is then where the payload starts.
  private int length(int inHead, int end) throws UndecodableException {
    int length = inHead;
    if (inHead > Rlp.SHORT_MOST) {
      int size = inHead - Rlp.SHORT_MOST;
      if (size > MAX_LENGTH_BYTES || size > end - position) {
        throw bad("a length beyond the end");
      }
      length = 0;
      for (int i = 0; i < size; i++) {
        length = (length << Byte.SIZE) | input.at(position + i);
      }
      if (input.at(position) == 0 || length <= Rlp.SHORT_MOST) {
        throw bad("a length that isn't in its shortest form");
      }
      position += size;
    }
    if (length > end - position) {
      throw bad("a length beyond the end");
    }
    return length;
  }

  private UndecodableException bad(String message) {
    return new UndecodableException("rlp", message + " (at byte " + position + ")");
  }
}
