// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a file of a model says of itself (GGUF, version 3: `docs/gguf.md` of ggml). Its weights
/// aren't read.
///
/// @param architecture such as `llama`
/// @param name of the model
/// @param contextLength tokens that it was trained with
/// @param parameters how many numbers its tensors have
/// @param quantisation the type that most of those numbers have; absent if there is no tensor
/// @param tokenizer how text becomes tokens
/// @param chatTemplate how messages become a prompt, in Jinja
/// @param tensors in the order of the file
/// @param entries how many facts are in it
/// @param dataOffset where the weights begin, in bytes
/// @param length of the file, in bytes
public record Gguf(
    String architecture,
    Optional<String> name,
    OptionalLong contextLength,
    long parameters,
    Optional<TensorType> quantisation,
    Optional<Tokenizer> tokenizer,
    Optional<String> chatTemplate,
    List<GgufTensor> tensors,
    int entries,
    long dataOffset,
    long length) {
  /// How text becomes tokens.
  ///
  /// @param model such as `llama` or `gpt2`
  /// @param tokens how many there are
  /// @param beginning the token that texts begin with
  /// @param end the token that ends a text
  public record Tokenizer(String model, int tokens, OptionalInt beginning, OptionalInt end) {}

  /// Copies the list.
  public Gguf {
    tensors = List.copyOf(tensors);
  }

  /// Reads a file.
  ///
  /// @throws MalformedModelException if it isn't as GGUF has it
  /// @throws IOException if it can't be read
  public static Gguf read(Path file) throws IOException, MalformedModelException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return read(in, Files.size(file));
    }
  }

  /// Reads the beginning of a file, up to its weights.
  ///
  /// @param in at the file's first byte; stays the caller's to close
  /// @param length of the whole file, in bytes
  /// @throws MalformedModelException if it isn't as GGUF has it
  /// @throws IOException if it can't be read
  public static Gguf read(InputStream in, long length) throws IOException, MalformedModelException {
    return new GgufReader(new GgufBytes(in, length)).read();
  }
}
