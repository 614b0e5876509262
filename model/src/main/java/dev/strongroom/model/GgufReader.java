// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import dev.strongroom.model.MalformedModelException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads head, entries and table of tensors, in this order.
final class GgufReader {
  private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_TENSORS = 1 << 16;
  private static final int MOST_DIMENSIONS = 4;
  private static final int LONGEST_NAME = 64;
  private static final long GREATEST_DIMENSION = 1L << 40;
  private static final long MOST_NUMBERS = 1L << 50;

  /// A tensor with no name has a length of eight bytes, a count, one dimension, type and offset.
  private static final int LEAST_TENSOR = 8 + 4 + 8 + 4 + 8;

  private final GgufBytes in;

  GgufReader(GgufBytes in) {
    this.in = in;
  }

  Gguf read() throws IOException, MalformedModelException {
    if (!Arrays.equals(in.take(MAGIC.length), MAGIC)) {
      throw new MalformedModelException(Problem.NOT_GGUF, 0, "doesn't begin with GGUF");
    }
    long version = in.unsignedInt();
    if (version != 3) {
      throw new MalformedModelException(Problem.VERSION, 4, "version " + version + " isn't 3");
    }
    int tensorCount = in.count(MOST_TENSORS, LEAST_TENSOR, "tensors");
    GgufEntries entries = GgufEntries.read(in);
    List<Tensor> table = table(tensorCount);
    long alignment = entries.alignment();
    long data = padded(in.offset(), alignment);
    zeros(Math.min(data, in.length()));
    List<GgufTensor> tensors = placed(table, data, alignment);
    return facts(entries, tensors, data);
  }

  private Gguf facts(GgufEntries entries, List<GgufTensor> tensors, long data)
      throws MalformedModelException {
    String architecture = entries.requiredText("general.architecture");
    Map<TensorType, Long> numbers = new EnumMap<>(TensorType.class);
    tensors.forEach(tensor -> numbers.merge(tensor.type(), tensor.numbers(), Long::sum));
    Optional<TensorType> most =
        numbers.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    return new Gguf(
        architecture,
        entries.text("general.name"),
        entries.wholeNumber(architecture + ".context_length"),
        numbers.values().stream().mapToLong(Long::longValue).sum(),
        most,
        entries.tokenizer(),
        entries.text("tokenizer.chat_template"),
        tensors,
        entries.count(),
        data,
        in.length());
  }

  /// A row of the table.
  private record Tensor(
      String name, List<Long> dimensions, TensorType type, long offset, long length, long at) {}

  private List<Tensor> table(int count) throws IOException, MalformedModelException {
    List<Tensor> table = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long numbers = 0;
    for (int i = 0; i < count; i++) {
      Tensor tensor = row();
      if (!names.add(tensor.name())) {
        throw new MalformedModelException(
            Problem.TWICE, tensor.at(), "two tensors are called " + tensor.name());
      }
      numbers += product(tensor.dimensions());
      if (numbers > MOST_NUMBERS) {
        throw new MalformedModelException(
            Problem.TOO_MANY, tensor.at(), "more than " + MOST_NUMBERS + " numbers");
      }
      table.add(tensor);
    }
    return table;
  }

  private Tensor row() throws IOException, MalformedModelException {
    long at = in.offset();
    String name = in.text();
    if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new MalformedModelException(
          Problem.TENSOR_NAME, at, "a name has 1 to " + LONGEST_NAME + " bytes");
    }
    List<Long> dimensions = dimensions();
    long typeAt = in.offset();
    long code = in.unsignedInt();
    TensorType type =
        TensorType.of(code)
            .orElseThrow(() ->
                new MalformedModelException(
                    Problem.TYPE, typeAt, "no tensor has the type " + code));
    if (dimensions.getFirst() % type.blockNumbers() != 0) {
      throw new MalformedModelException(
          Problem.DIMENSIONS, typeAt, "rows aren't whole blocks of " + type);
    }
    long offset = in.number(8);
    long length = product(dimensions) / type.blockNumbers() * type.blockBytes();
    return new Tensor(name, dimensions, type, offset, length, at);
  }

  private List<Long> dimensions() throws IOException, MalformedModelException {
    long at = in.offset();
    long count = in.unsignedInt();
    if (count < 1 || count > MOST_DIMENSIONS) {
      throw new MalformedModelException(Problem.DIMENSIONS, at, count + " dimensions");
    }
    List<Long> dimensions = new ArrayList<>();
    long numbers = 1;
    for (int i = 0; i < count; i++) {
      long dimension = in.number(8);
      if (dimension < 1 || dimension > GREATEST_DIMENSION || numbers > MOST_NUMBERS / dimension) {
        throw new MalformedModelException(
            Problem.DIMENSIONS, at, "a dimension of " + Long.toUnsignedString(dimension));
      }
      numbers *= dimension;
      dimensions.add(dimension);
    }
    return dimensions;
  }

  private static long product(List<Long> dimensions) {
    return dimensions.stream().reduce(1L, (a, b) -> a * b);
  }

  /// Each tensor begins where the one before it ends: nothing overlaps, and nothing hides between.
  private List<GgufTensor> placed(List<Tensor> table, long data, long alignment)
      throws MalformedModelException {
    List<GgufTensor> tensors = new ArrayList<>();
    long next = 0;
    long end = in.offset();
    for (Tensor tensor : table) {
      if (tensor.offset() != next) {
        throw new MalformedModelException(
            Problem.OFFSET,
            tensor.at(),
            tensor.name() + " is at " + Long.toUnsignedString(tensor.offset()) + ", not " + next);
      }
      end = data + next + tensor.length();
      if (end > in.length()) {
        throw new MalformedModelException(
            Problem.OUTSIDE, tensor.at(), tensor.name() + " ends after the file");
      }
      tensors.add(
          new GgufTensor(
              tensor.name(), tensor.dimensions(), tensor.type(), data + next, tensor.length()));
      next = padded(next + tensor.length(), alignment);
    }
    // What writes such files fills up the last tensor's block, or doesn't.
    if (in.length() > (table.isEmpty() ? data : data + next)) {
      throw new MalformedModelException(Problem.LEFT_OVER, end, "bytes after the last tensor");
    }
    return tensors;
  }

  private void zeros(long until) throws IOException, MalformedModelException {
    while (in.offset() < until) {
      long at = in.offset();
      if (in.unsignedByte() != 0) {
        throw new MalformedModelException(Problem.LEFT_OVER, at, "bytes before the first tensor");
      }
    }
  }

  private static long padded(long offset, long alignment) {
    return Math.ceilDiv(offset, alignment) * alignment;
  }
}
