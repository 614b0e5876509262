// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import java.util.LinkedHashMap;
import java.util.Map;

/// Splits a DER sequence of explicitly tagged elements (X.690, 8.1.2.4: numbers from 31 on take
/// several bytes, which the module's own reader doesn't know).
final class TaggedElements {
  private static final int CONSTRUCTED_CONTEXT = 0xa0;
  private static final int HIGH = 0x1f;
  private static final int MOST = 128;
  private static final int MOST_NUMBER = 1 << 14;

  private final Bytes content;
  private int position;

  private TaggedElements(Bytes content) {
    this.content = content;
  }

  /// Contents by tag number, in order.
  ///
  /// @throws DerException if anything else stands there, or a number twice
  static Map<Integer, Bytes> of(Bytes content) throws DerException {
    return new TaggedElements(content).split();
  }

  private Map<Integer, Bytes> split() throws DerException {
    Map<Integer, Bytes> elements = new LinkedHashMap<>();
    while (position < content.length()) {
      int start = position;
      int number = number();
      if (elements.put(number, value()) != null || elements.size() > MOST) {
        throw new DerException(start, "tag " + number + " twice, or too many tags");
      }
    }
    return elements;
  }

  private int number() throws DerException {
    int start = position;
    int first = next();
    if ((first & 0xe0) != CONSTRUCTED_CONTEXT) {
      throw new DerException(start, "not an explicitly tagged element");
    }
    int low = first & HIGH;
    if (low != HIGH) {
      return low;
    }
    int number = 0;
    int digit;
    do {
      digit = next();
      number = (number << 7) | (digit & 0x7f);
      if (number == 0 || number >= MOST_NUMBER) {
        throw new DerException(start, "tag number padded or too large");
      }
    } while (digit >= 0x80);
    if (number < HIGH) {
      throw new DerException(start, "tag number not in its shortest form");
    }
    return number;
  }

  /// The element's length and content look like those of any other, so the reader for others reads
  /// them, under a tag that it knows.
  private Bytes value() throws DerException {
    byte[] untagged = content.slice(position - 1, content.length()).toByteArray();
    untagged[0] = DerReader.OCTET_STRING;
    Bytes value = DerReader.of(Bytes.copyOf(untagged)).content(DerReader.OCTET_STRING);
    int first = content.at(position);
    position += (first < 0x80 ? 1 : 1 + (first & 0x7f)) + value.length();
    return value;
  }

  private int next() throws DerException {
    if (position >= content.length()) {
      throw new DerException(position, "ends inside a tag");
    }
    return content.at(position++);
  }
}
