// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.cbor;

import dev.strongroom.attestation.Bytes;
import java.util.HashSet;
import java.util.Set;

/// Reads the strict subset of CBOR (RFC 8949) that attestation evidence is made of.
///
/// Accepted: integers that fit a `long`, byte and text strings of definite length, arrays and maps
/// of definite or indefinite length, null and booleans, tags where the caller asks for one.
/// Refused, each with a code: lengths and integers not in their shortest form, chunked strings,
/// floats, other simple values, text that isn't UTF-8, lengths beyond the input, nesting beyond
/// [#MAX_DEPTH]. Nothing is allocated by a declared length: strings are slices of the input.
public final class CborReader {
  /// What [#arrayHeader] and [#mapHeader] return for a container closed by a break.
  public static final int INDEFINITE = -1;

  /// How deep a skipped value may nest.
  public static final int MAX_DEPTH = 8;

  /// How many map entries may be skipped in all: their keys are remembered to find duplicates, and
  /// keys can be made so that remembering them is slow.
  public static final int MAX_SKIPPED_ENTRIES = 128;

  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTE_STRING = 2;
  private static final int TEXT_STRING = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;
  private static final int BREAK = 0xff;
  private static final int NULL = 0xf6;
  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;
  private static final int INDEFINITE_INFO = 31;

  private final Bytes input;
  private final int base;
  private int position;
  private int skippedEntries;

  /// A reader of `input`, which starts at `base` of the whole evidence (for offsets in errors).
  public CborReader(Bytes input, int base) {
    this.input = input;
    this.base = base;
  }

  /// The offset of the next item in the whole evidence.
  public int offset() {
    return base + position;
  }

  /// Reads tag `number` if it stands here; says whether it did.
  ///
  /// @throws CborException if the tag's number isn't in its shortest form
  public boolean tagIf(int number) throws CborException {
    int start = position;
    if (position < input.length() && input.at(position) >>> 5 == TAG && argument() == number) {
      return true;
    }
    position = start;
    return false;
  }

  /// Reads an array's head.
  ///
  /// @return the number of items, or [#INDEFINITE]
  /// @throws CborException if something else stands here
  public int arrayHeader() throws CborException {
    return containerHeader(ARRAY, "an array");
  }

  /// Reads the head of an array of exactly `items` items, of definite length.
  ///
  /// @throws CborException if something else stands here
  public void arrayHeader(int items) throws CborException {
    int start = position;
    if (arrayHeader() != items) {
      throw error("cbor.type", start, "expected an array of " + items + " items");
    }
  }

  /// Reads a map's head.
  ///
  /// @return the number of pairs, or [#INDEFINITE]
  /// @throws CborException if something else stands here
  public int mapHeader() throws CborException {
    return containerHeader(MAP, "a map");
  }

  /// Whether a container whose head said `count` has another entry after `read` entries; reads the
  /// break that closes an indefinite one.
  ///
  /// @throws CborException if the input ends before the break
  public boolean more(int count, int read) throws CborException {
    if (count != INDEFINITE) {
      return read < count;
    }
    if (initialByte() != BREAK) {
      return true;
    }
    position++;
    return false;
  }

  /// Reads an integer.
  ///
  /// @throws CborException if something else stands here, or it doesn't fit a `long`
  public long integer() throws CborException {
    int start = position;
    int major = initialByte() >>> 5;
    if (major != UNSIGNED && major != NEGATIVE) {
      throw unexpected("an integer");
    }
    long value = argument();
    if (value < 0) {
      throw error("cbor.integer-range", start, "integer beyond 63 bits");
    }
    return major == UNSIGNED ? value : -1 - value;
  }

  /// Reads an integer that isn't negative, of up to 64 bits.
  ///
  /// @return its bits; those of 64 bits come as a negative `long`
  /// @throws CborException if something else stands here
  public long unsigned() throws CborException {
    if (initialByte() >>> 5 != UNSIGNED) {
      throw unexpected("an unsigned integer");
    }
    return argument();
  }

  /// Reads a byte string.
  ///
  /// @throws CborException if something else stands here
  public Bytes byteString() throws CborException {
    return string(BYTE_STRING, "a byte string");
  }

  /// Reads a text string.
  ///
  /// @throws CborException if something else stands here, or it isn't UTF-8
  public String textString() throws CborException {
    int start = position;
    String text = string(TEXT_STRING, "a text string").asUtf8();
    if (text == null) {
      throw error("cbor.utf8", start, "text string that isn't UTF-8");
    }
    return text;
  }

  /// Reads null if it stands here; says whether it did.
  ///
  /// @throws CborException if the input ends here
  public boolean nullIf() throws CborException {
    if (initialByte() != NULL) {
      return false;
    }
    position++;
    return true;
  }

  /// Skips one well-formed item of any accepted type.
  ///
  /// @throws CborException if it isn't well-formed or accepted
  public void skip() throws CborException {
    skip(0);
  }

  /// Makes sure that nothing follows.
  ///
  /// @throws CborException if bytes are left
  public void end() throws CborException {
    if (position != input.length()) {
      throw error(
          "cbor.trailing-bytes", position, (input.length() - position) + " bytes after the end");
    }
  }

  private void skip(int depth) throws CborException {
    int start = position;
    if (depth > MAX_DEPTH) {
      throw error("cbor.depth", start, "nested deeper than " + MAX_DEPTH);
    }
    int initial = initialByte();
    switch (initial >>> 5) {
      case UNSIGNED, NEGATIVE -> integer();
      case BYTE_STRING -> byteString();
      case TEXT_STRING -> textString();
      case ARRAY -> {
        int count = arrayHeader();
        for (int i = 0; more(count, i); i++) {
          skip(depth + 1);
        }
      }
      case MAP -> {
        int count = mapHeader();
        Set<Bytes> keys = new HashSet<>();
        for (int i = 0; more(count, i); i++) {
          int key = position;
          if (++skippedEntries > MAX_SKIPPED_ENTRIES) {
            throw error("cbor.too-many-entries", key, "more map entries than anyone should skip");
          }
          // Scalars have one encoding each here, so different bytes are different keys.
          int keyType = initialByte() >>> 5;
          if (keyType == ARRAY || keyType == MAP) {
            throw error("cbor.key-type", key, "array or map as a map key");
          }
          skip(depth + 1);
          if (!keys.add(input.slice(key, position))) {
            throw error("cbor.duplicate-key", key, "map key that stood before");
          }
          skip(depth + 1);
        }
      }
      case TAG -> throw error("cbor.tag", start, "tag where none is allowed");
      default -> {
        if (initial != NULL && initial != FALSE && initial != TRUE) {
          throw error("cbor.simple", start, "float or simple value 0x" + hex(initial));
        }
        position++;
      }
    }
  }

  private int containerHeader(int major, String wanted) throws CborException {
    int start = position;
    int initial = initialByte();
    if (initial >>> 5 != major) {
      throw unexpected(wanted);
    }
    if ((initial & 0x1f) == INDEFINITE_INFO) {
      position++;
      return INDEFINITE;
    }
    long count = argument();
    // Every entry takes at least a byte, so a larger count is a lie, found before any work is done.
    if (count < 0 || count > input.length() - position) {
      throw error("cbor.length", start, "container longer than the input");
    }
    return (int) count;
  }

  private Bytes string(int major, String wanted) throws CborException {
    int start = position;
    int initial = initialByte();
    if (initial >>> 5 != major) {
      throw unexpected(wanted);
    }
    if ((initial & 0x1f) == INDEFINITE_INFO) {
      throw error("cbor.chunked-string", start, "string of indefinite length");
    }
    long length = argument();
    if (length < 0 || length > input.length() - position) {
      throw error("cbor.length", start, "string longer than the input");
    }
    int from = position;
    position += (int) length;
    return input.slice(from, position);
  }

  /// The head's argument as an unsigned number; negative where it needs all 64 bits.
  private long argument() throws CborException {
    int start = position;
    int info = initialByte() & 0x1f;
    position++;
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw error("cbor.reserved", start, "reserved or misplaced additional information " + info);
    }
    int width = 1 << (info - 24);
    if (width > input.length() - position) {
      throw error("cbor.truncated", start, "input ends inside an item's head");
    }
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = (value << 8) | input.at(position++);
    }
    boolean shortest =
        switch (width) {
          case 1 -> value >= 24;
          case 2 -> value >= 1L << 8;
          case 4 -> value >= 1L << 16;
          default -> value < 0 || value >= 1L << 32;
        };
    if (!shortest) {
      throw error("cbor.not-shortest", start, "number not in its shortest form");
    }
    return value;
  }

  private int initialByte() throws CborException {
    if (position >= input.length()) {
      throw error("cbor.truncated", position, "input ends where an item should start");
    }
    return input.at(position);
  }

  private CborException unexpected(String wanted) throws CborException {
    int initial = initialByte();
    return error("cbor.type", position, "expected " + wanted + ", found 0x" + hex(initial));
  }

  private CborException error(String code, int at, String message) {
    return new CborException(code, base + at, message);
  }

  private static String hex(int value) {
    return Integer.toHexString(value);
  }
}
