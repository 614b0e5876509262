// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import dev.strongroom.model.MalformedModelException.Problem;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The facts at a file's beginning, by key. Of lists only the length is kept.
final class GgufEntries {
  private static final int MOST_ENTRIES = 1 << 16;
  private static final int MOST_ITEMS = 1 << 24;
  private static final int LONGEST_KEY = 1 << 10;

  /// An empty key's length, a type, and a value of one byte.
  private static final int LEAST_ENTRY = 8 + 4 + 1;

  /// Segments with dots between, "lower snake case". Some files have capitals and dashes.
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+");

  private static final int TRUTH = 7;
  private static final int TEXT = 8;
  private static final int LIST = 9;

  /// A value with its place.
  private record Entry(Object value, long at) {}

  /// A list.
  private record Items(int type, int count) {}

  private final Map<String, Entry> entries = new HashMap<>();

  private GgufEntries() {}

  static GgufEntries read(GgufBytes in) throws IOException, MalformedModelException {
    GgufEntries read = new GgufEntries();
    int count = in.count(MOST_ENTRIES, LEAST_ENTRY, "entries");
    for (int i = 0; i < count; i++) {
      long at = in.offset();
      String key = in.text();
      if (key.length() > LONGEST_KEY || !KEY.matcher(key).matches()) {
        throw new MalformedModelException(Problem.KEY, at, "not a key");
      }
      Entry entry = new Entry(value(in, type(in)), at);
      if (read.entries.putIfAbsent(key, entry) != null) {
        throw new MalformedModelException(Problem.TWICE, at, "two entries are called " + key);
      }
    }
    return read;
  }

  private static int type(GgufBytes in) throws IOException, MalformedModelException {
    long at = in.offset();
    long type = in.unsignedInt();
    if (type > 12) {
      throw new MalformedModelException(Problem.TYPE, at, "no entry has the type " + type);
    }
    return (int) type;
  }

  /// Bytes of a value that has always the same; 0 for others.
  private static int size(int type) {
    return switch (type) {
      case 0, 1, TRUTH -> 1;
      case 2, 3 -> 2;
      case 4, 5, 6 -> 4;
      case 10, 11, 12 -> 8;
      default -> 0;
    };
  }

  /// A number of a signed type is its two's complement, a fraction its bits: nobody asks for them.
  private static Object value(GgufBytes in, int type) throws IOException, MalformedModelException {
    return switch (type) {
      case TEXT -> in.text();
      case LIST -> items(in);
      case TRUTH -> truth(in);
      case 6, 12 -> {
        in.skip(size(type));
        yield "";
      }
      case 1, 3, 5, 11 -> signed(in.number(size(type)), size(type));
      default -> in.number(size(type));
    };
  }

  private static long signed(long value, int size) {
    int shift = Long.SIZE - Byte.SIZE * size;
    return (value << shift) >> shift;
  }

  private static boolean truth(GgufBytes in) throws IOException, MalformedModelException {
    long at = in.offset();
    int value = in.unsignedByte();
    if (value > 1) {
      throw new MalformedModelException(Problem.TRUTH, at, "neither 0 nor 1");
    }
    return value == 1;
  }

  private static Items items(GgufBytes in) throws IOException, MalformedModelException {
    long at = in.offset();
    int type = type(in);
    if (type == LIST) {
      throw new MalformedModelException(Problem.NESTED, at, "a list of lists");
    }
    int count = in.count(MOST_ITEMS, type == TEXT ? 8 : size(type), "items");
    if (type == TEXT || type == TRUTH) {
      for (int i = 0; i < count; i++) {
        value(in, type);
      }
    } else {
      in.skip((long) count * size(type));
    }
    return new Items(type, count);
  }

  int count() {
    return entries.size();
  }

  /// 32, or what the file says.
  long alignment() throws MalformedModelException {
    Entry entry = entries.get("general.alignment");
    if (entry == null) {
      return 32;
    }
    if (!(entry.value() instanceof Long alignment)
        || alignment < 8
        || alignment > 65536
        || Long.bitCount(alignment) != 1) {
      throw new MalformedModelException(
          Problem.ALIGNMENT, entry.at(), "not a power of two from 8 to 65536");
    }
    return alignment;
  }

  String requiredText(String key) throws MalformedModelException {
    return text(key)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new MalformedModelException(Problem.MISSING, 24, key + " is missing"));
  }

  Optional<String> text(String key) throws MalformedModelException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (!(entry.value() instanceof String text)) {
      throw new MalformedModelException(Problem.VALUE, entry.at(), key + " isn't a text");
    }
    return Optional.of(text);
  }

  OptionalLong wholeNumber(String key) throws MalformedModelException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return OptionalLong.empty();
    }
    if (!(entry.value() instanceof Long number) || number < 0) {
      throw new MalformedModelException(Problem.VALUE, entry.at(), key + " isn't a count");
    }
    return OptionalLong.of(number);
  }

  Optional<Gguf.Tokenizer> tokenizer() throws MalformedModelException {
    Optional<String> model = text("tokenizer.ggml.model");
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Entry entry = entries.get("tokenizer.ggml.tokens");
    if (entry == null) {
      throw new MalformedModelException(Problem.MISSING, 24, "tokenizer.ggml.tokens is missing");
    }
    if (!(entry.value() instanceof Items tokens) || tokens.type() != TEXT) {
      throw new MalformedModelException(Problem.VALUE, entry.at(), "tokens aren't a list of texts");
    }
    return Optional.of(
        new Gguf.Tokenizer(
            model.get(),
            tokens.count(),
            token("tokenizer.ggml.bos_token_id", tokens.count()),
            token("tokenizer.ggml.eos_token_id", tokens.count())));
  }

  private OptionalInt token(String key, int tokens) throws MalformedModelException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return OptionalInt.empty();
    }
    if (!(entry.value() instanceof Long id) || id < 0 || id >= tokens) {
      throw new MalformedModelException(Problem.VALUE, entry.at(), key + " isn't a token");
    }
    return OptionalInt.of(Math.toIntExact(id));
  }
}
