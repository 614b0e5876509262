// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static dev.strongroom.enclave.llama.Structures.CONTEXT_PARAMETERS;
import static dev.strongroom.enclave.llama.Structures.offset;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A model in memory, and what is known of it.
final class LoadedModel {
  private static final int LONGEST_TEMPLATE = 1 << 20;

  private final Llama llama;
  private final MemorySegment model;
  private final MemorySegment vocabulary;

  private LoadedModel(Llama llama, MemorySegment model) {
    this.llama = llama;
    this.model = model;
    this.vocabulary = llama.vocabulary(model);
  }

  static LoadedModel load(Llama llama, Path weights) throws EngineException {
    if (!Files.isReadable(weights)) {
      throw new EngineException(Problem.WEIGHTS, "the file can't be read");
    }
    MemorySegment model;
    try (Arena arena = Arena.ofConfined()) {
      model =
          llama.loadModel(
              arena.allocateFrom(weights.toAbsolutePath().toString()), llama.modelDefaults(arena));
    }
    if (model.address() == 0) {
      throw new EngineException(Problem.WEIGHTS, "llama.cpp doesn't load them");
    }
    LoadedModel loaded = new LoadedModel(llama, model);
    if (llama.hasEncoder(model)) {
      loaded.free();
      throw new EngineException(Problem.WEIGHTS, "models with an encoder aren't run");
    }
    return loaded;
  }

  Llama llama() {
    return llama;
  }

  MemorySegment vocabulary() {
    return vocabulary;
  }

  int tokenCount() {
    return llama.tokenCount(vocabulary);
  }

  int trainedContext() {
    return llama.trainedContext(model);
  }

  int width() {
    return llama.width(model);
  }

  String description() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(256);
      llama.describe(model, buffer, buffer.byteSize());
      return buffer.getString(0, StandardCharsets.UTF_8);
    }
  }

  /// An entry of the file, as text.
  Optional<String> entry(String key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(256);
      int length = llama.metadata(model, arena.allocateFrom(key), buffer, buffer.byteSize());
      return length < 0
          ? Optional.empty()
          : Optional.of(buffer.getString(0, StandardCharsets.UTF_8));
    }
  }

  /// The template in the file, if there is one: C text, which lives as long as the model.
  // Whoever wrote the file may have left out the zero at its end: not more than this is looked at.
  @SuppressWarnings("restricted")
  Optional<MemorySegment> template() {
    MemorySegment template = llama.chatTemplate(model, MemorySegment.NULL);
    return template.address() == 0
        ? Optional.empty()
        : Optional.of(template.reinterpret(LONGEST_TEMPLATE));
  }

  /// Room for one request.
  ///
  /// @param tokens of prompt and answer together
  /// @param pooling how places of tokens become that of a text
  /// @throws EngineException if there isn't the memory
  MemorySegment newContext(int tokens, int threads, boolean embeddings, int pooling)
      throws EngineException {
    MemorySegment context;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = llama.contextDefaults(arena);
      set(parameters, "n_ctx", tokens);
      set(parameters, "n_batch", embeddings ? tokens : Math.min(tokens, LlamaSlot.BATCH));
      set(parameters, "n_ubatch", embeddings ? tokens : Math.min(tokens, LlamaSlot.BATCH));
      set(parameters, "n_threads", threads);
      set(parameters, "n_threads_batch", threads);
      set(parameters, "pooling_type", pooling);
      parameters.set(JAVA_BOOLEAN, offset(CONTEXT_PARAMETERS, "embeddings"), embeddings);
      context = llama.newContext(model, parameters);
    }
    if (context.address() == 0) {
      throw new EngineException(Problem.FAILED, "no memory for a context of " + tokens);
    }
    return context;
  }

  private static void set(MemorySegment parameters, String member, int value) {
    parameters.set(JAVA_INT, offset(CONTEXT_PARAMETERS, member), value);
  }

  void free() {
    llama.freeModel(model);
  }
}
