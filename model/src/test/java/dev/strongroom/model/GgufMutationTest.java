// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import static dev.strongroom.model.MalformedModelException.Problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each way to break a small file is refused by the rule that forbids it.
class GgufMutationTest {
  /// A file in parts, so that one part can be changed.
  static final class Draft {
    private byte[] magic = ascii("GGUF");
    private int version = 3;
    private Long tensorCount;
    private Long entryCount;
    private final List<byte[]> entries = new ArrayList<>();
    private final List<byte[]> tensors = new ArrayList<>();
    private byte padding;
    private byte[] data = new byte[64 + 32];
    private int cut;
    private int lieOfLength;

    Draft() {
      entries.add(entry("general.architecture", 8, text("llama")));
      entries.add(entry("general.name", 8, text("A name")));
      entries.add(entry("llama.context_length", 4, number(4, 128)));
      entries.add(entry("tokenizer.ggml.model", 8, text("llama")));
      entries.add(
          entry("tokenizer.ggml.tokens", 9, number(4, 8), number(8, 2), text("a"), text("b")));
      entries.add(entry("tokenizer.ggml.eos_token_id", 4, number(4, 1)));
      tensors.add(tensor("one", 0, 0, 8, 2));
      tensors.add(tensor("two", 1, 64, 16));
    }

    void replace(int index, byte[]... parts) {
      entries.set(index, join(parts));
    }

    byte[] file() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(magic);
      out.writeBytes(number(4, version));
      out.writeBytes(number(8, tensorCount == null ? tensors.size() : tensorCount));
      out.writeBytes(number(8, entryCount == null ? entries.size() : entryCount));
      entries.forEach(out::writeBytes);
      tensors.forEach(out::writeBytes);
      while (out.size() % 32 != 0) {
        out.write(padding);
      }
      out.writeBytes(data);
      return Arrays.copyOf(out.toByteArray(), out.size() - cut);
    }

    Gguf read() throws Exception {
      byte[] file = file();
      return Gguf.read(new ByteArrayInputStream(file), file.length + lieOfLength);
    }
  }

  record Mutation(String name, Problem expected, Consumer<Draft> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Mutation of(String name, Problem expected, Consumer<Draft> change) {
    return new Mutation(name, expected, change);
  }

  static Stream<Mutation> mutations() {
    return Stream.of(
        of("other magic", Problem.NOT_GGUF, d -> d.magic = ascii("GGML")),
        of("magic backwards", Problem.NOT_GGUF, d -> d.magic = ascii("FUGG")),
        of("version 2", Problem.VERSION, d -> d.version = 2),
        of("version 4", Problem.VERSION, d -> d.version = 4),
        of("greatest byte first", Problem.VERSION, d -> d.version = Integer.reverseBytes(3)),
        of("too many tensors", Problem.TOO_MANY, d -> d.tensorCount = 65_537L),
        of("negative tensors", Problem.TOO_MANY, d -> d.tensorCount = -1L),
        of("more tensors than fit", Problem.TRUNCATED, d -> d.tensorCount = 60_000L),
        of("one tensor too many", Problem.TENSOR_NAME, d -> d.tensorCount = 3L),
        of("one tensor too few", Problem.LEFT_OVER, d -> d.tensorCount = 1L),
        of("too many entries", Problem.TOO_MANY, d -> d.entryCount = 65_537L),
        of("negative entries", Problem.TOO_MANY, d -> d.entryCount = Long.MIN_VALUE),
        of("more entries than fit", Problem.TRUNCATED, d -> d.entryCount = 65_536L),
        of("one entry too many", Problem.TEXT, d -> d.entryCount = 7L),
        of("empty key", Problem.KEY, d -> d.replace(1, entry("", 8, text("x")))),
        of("key with a space", Problem.KEY, d -> d.replace(1, entry("a b", 8, text("x")))),
        of("key with a line end", Problem.KEY, d -> d.replace(1, entry("a\n", 8, text("x")))),
        of("key that begins with a dot", Problem.KEY, d -> d.replace(1, entry(".a", 8, text("")))),
        of("key with two dots", Problem.KEY, d -> d.replace(1, entry("a..b", 8, text("")))),
        of("key beyond ASCII", Problem.KEY, d -> d.replace(1, entry("né", 8, text("x")))),
        of("long key", Problem.KEY, d -> d.replace(1, entry("a".repeat(1025), 8, text("x")))),
        of("key of a gigabyte", Problem.TEXT, d -> d.replace(1, number(8, 1L << 30))),
        of("key of negative length", Problem.TEXT, d -> d.replace(1, number(8, -8))),
        of("key twice", Problem.TWICE, d -> d.entries.add(d.entries.getFirst())),
        of("type 13", Problem.TYPE, d -> d.replace(1, entry("x", 13, text("x")))),
        of("type of a set top bit", Problem.TYPE, d -> d.replace(1, entry("x", 1 << 31))),
        of("truth of 2", Problem.TRUTH, d -> d.replace(1, entry("x", 7, number(1, 2)))),
        of(
            "truth of 255 in a list",
            Problem.TRUTH,
            d -> d.replace(1, entry("x", 9, number(4, 7), number(8, 1), number(1, 255)))),
        of(
            "text that isn't UTF-8",
            Problem.TEXT,
            d -> d.replace(1, entry("x", 8, number(8, 1), number(1, 0xff)))),
        of(
            "text in a list that isn't UTF-8",
            Problem.TEXT,
            d ->
                d.replace(
                    1,
                    entry("x", 9, number(4, 8), number(8, 1), number(8, 2), ascii("\u0000")),
                    number(1, 0xc0))),
        of(
            "text over a megabyte",
            Problem.TEXT,
            d -> d.replace(1, entry("x", 8, number(8, (1 << 20) + 1)))),
        of(
            "text beyond the end",
            Problem.TRUNCATED,
            d -> d.replace(1, entry("x", 8, number(8, 9999)))),
        of(
            "list of lists",
            Problem.NESTED,
            d -> d.replace(1, entry("x", 9, number(4, 9), number(8, 0)))),
        of(
            "list of a type that isn't one",
            Problem.TYPE,
            d -> d.replace(1, entry("x", 9, number(4, 99), number(8, 0)))),
        of(
            "list of too many",
            Problem.TOO_MANY,
            d -> d.replace(1, entry("x", 9, number(4, 0), number(8, (1 << 24) + 1)))),
        of(
            "list of more than fit",
            Problem.TRUNCATED,
            d -> d.replace(1, entry("x", 9, number(4, 10), number(8, 1 << 20)))),
        of(
            "list of negative length",
            Problem.TOO_MANY,
            d -> d.replace(1, entry("x", 9, number(4, 0), number(8, -1)))),
        of("alignment 0", Problem.ALIGNMENT, d -> d.replace(1, alignment(0))),
        of("alignment 4", Problem.ALIGNMENT, d -> d.replace(1, alignment(4))),
        of("alignment 48", Problem.ALIGNMENT, d -> d.replace(1, alignment(48))),
        of("alignment 2^17", Problem.ALIGNMENT, d -> d.replace(1, alignment(1 << 17))),
        of(
            "alignment as text",
            Problem.ALIGNMENT,
            d -> d.replace(1, entry("general.alignment", 8, text("32")))),
        of(
            "alignment other than used",
            Problem.OFFSET,
            d -> {
              d.replace(1, alignment(128));
              d.data = new byte[512];
            }),
        of("no architecture", Problem.MISSING, d -> d.entries.removeFirst()),
        of(
            "blank architecture",
            Problem.MISSING,
            d -> d.replace(0, entry("general.architecture", 8, text(" ")))),
        of(
            "architecture as a number",
            Problem.VALUE,
            d -> d.replace(0, entry("general.architecture", 4, number(4, 1)))),
        of(
            "name as a list",
            Problem.VALUE,
            d -> d.replace(1, entry("general.name", 9, number(4, 0), number(8, 0)))),
        of(
            "negative context",
            Problem.VALUE,
            d -> d.replace(2, entry("llama.context_length", 5, number(4, -1)))),
        of(
            "context as a fraction",
            Problem.VALUE,
            d -> d.replace(2, entry("llama.context_length", 6, number(4, 1)))),
        of("tokenizer without tokens", Problem.MISSING, d -> d.entries.remove(4)),
        of(
            "tokens that are numbers",
            Problem.VALUE,
            d -> d.replace(4, entry("tokenizer.ggml.tokens", 9, number(4, 4), number(8, 0)))),
        of(
            "end that isn't a token",
            Problem.VALUE,
            d -> d.replace(5, entry("tokenizer.ggml.eos_token_id", 4, number(4, 2)))),
        of(
            "tensor without a name",
            Problem.TENSOR_NAME,
            d -> d.tensors.set(1, tensor("", 1, 64, 16))),
        of(
            "tensor with a long name",
            Problem.TENSOR_NAME,
            d -> d.tensors.set(1, tensor("t".repeat(65), 1, 64, 16))),
        of("tensor twice", Problem.TWICE, d -> d.tensors.set(1, tensor("one", 1, 64, 16))),
        of(
            "tensor of no dimension",
            Problem.DIMENSIONS,
            d -> d.tensors.set(1, tensor("two", 1, 64))),
        of(
            "tensor of five dimensions",
            Problem.DIMENSIONS,
            d -> d.tensors.set(1, tensor("two", 1, 64, 1, 1, 1, 1, 16))),
        of(
            "dimension of 0",
            Problem.DIMENSIONS,
            d -> d.tensors.set(1, tensor("two", 1, 64, 16, 0))),
        of(
            "negative dimension",
            Problem.DIMENSIONS,
            d -> d.tensors.set(1, tensor("two", 1, 64, -16))),
        of(
            "dimensions that overflow together",
            Problem.DIMENSIONS,
            d -> d.tensors.set(1, tensor("two", 1, 64, 1L << 32, 1L << 32))),
        of("tensor of no type", Problem.TYPE, d -> d.tensors.set(1, tensor("two", 4, 64, 16))),
        of(
            "rows that aren't whole blocks",
            Problem.DIMENSIONS,
            d -> d.tensors.set(1, tensor("two", 8, 64, 16, 2))),
        of("tensors that overlap", Problem.OFFSET, d -> d.tensors.set(1, tensor("two", 1, 32, 16))),
        of("gap between tensors", Problem.OFFSET, d -> d.tensors.set(1, tensor("two", 1, 96, 16))),
        of("offset not aligned", Problem.OFFSET, d -> d.tensors.set(1, tensor("two", 1, 65, 16))),
        of("negative offset", Problem.OFFSET, d -> d.tensors.set(1, tensor("two", 1, -64, 16))),
        of("tensor beyond the end", Problem.OUTSIDE, d -> d.data = new byte[64 + 31]),
        of(
            "tensor far beyond",
            Problem.OUTSIDE,
            d -> d.tensors.set(1, tensor("two", 1, 64, 1L << 40))),
        of("bytes after the last", Problem.LEFT_OVER, d -> d.data = new byte[64 + 33]),
        of("something between", Problem.LEFT_OVER, d -> d.padding = 1),
        of(
            "shorter than was said",
            Problem.TRUNCATED,
            d -> {
              d.cut = 200;
              d.lieOfLength = 200;
            }),
        of("cut in the table", Problem.TRUNCATED, d -> d.cut = 150));
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void isRefused(Mutation mutation) {
    Draft draft = new Draft();
    mutation.change().accept(draft);
    MalformedModelException refused =
        catchThrowableOfType(MalformedModelException.class, draft::read);
    assertThat(refused).isNotNull();
    assertThat(refused.problem()).isEqualTo(mutation.expected());
    assertThat(refused.offset()).isBetween(0L, (long) draft.file().length + 200);
    assertThat(refused).hasMessageStartingWith(mutation.expected().code());
  }

  @Test
  void isReadAsItIs() throws Exception {
    Gguf read = new Draft().read();
    assertThat(read.name()).hasValue("A name");
    assertThat(read.contextLength()).hasValue(128);
    assertThat(read.parameters()).isEqualTo(32);
    assertThat(read.entries()).isEqualTo(6);
    assertThat(read.tensors()).extracting(GgufTensor::length).containsExactly(64L, 32L);
    assertThat(read.tensors().getLast().offset()).isEqualTo(read.dataOffset() + 64);
  }

  @Test
  void everyTypeOfValueIsPassedOver() throws Exception {
    Draft draft = new Draft();
    int[] sizes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    for (int type = 0; type < sizes.length; type++) {
      if (sizes[type] > 0) {
        draft.entries.add(entry("value." + type, type, number(sizes[type], 1)));
        draft.entries.add(
            entry("list." + type, 9, number(4, type), number(8, 1), number(sizes[type], 1)));
      }
    }
    assertThat(draft.read().entries()).isEqualTo(6 + 22);
  }

  @Test
  void lastTensorNeedsNoPadding() throws Exception {
    Draft draft = new Draft();
    draft.tensors.set(1, tensor("two", 1, 64, 3));
    draft.data = new byte[64 + 6];
    assertThat(draft.read().length()).isEqualTo(draft.file().length);
  }

  private static byte[] alignment(int value) {
    return entry("general.alignment", 4, number(4, value));
  }

  private static byte[] entry(String key, int type, byte[]... value) {
    return join(text(key), number(4, type), join(value));
  }

  private static byte[] tensor(String name, int type, long offset, long... dimensions) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(text(name));
    out.writeBytes(number(4, dimensions.length));
    for (long dimension : dimensions) {
      out.writeBytes(number(8, dimension));
    }
    out.writeBytes(number(4, type));
    out.writeBytes(number(8, offset));
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(number(8, utf8.length), utf8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(int bytes, long value) {
    byte[] all =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Arrays.copyOf(all, bytes);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
