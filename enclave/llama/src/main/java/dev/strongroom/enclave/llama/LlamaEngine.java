// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import dev.strongroom.enclave.inference.engine.ChatMessage;
import dev.strongroom.enclave.inference.engine.Embedding;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import dev.strongroom.enclave.inference.engine.EngineFacts;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.inference.engine.Generated;
import dev.strongroom.enclave.inference.engine.Generation;
import dev.strongroom.enclave.inference.engine.PieceSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A model in llama.cpp. Each slot has a context and a thread of its own. Thread-safe.
public final class LlamaEngine implements Engine {
  private final LoadedModel model;
  private final EngineSettings settings;
  private final EngineFacts facts;
  private final LlamaText text;
  private final Places<LlamaSlot> slots;
  private final Places<Optional<LlamaEmbedder>> embedding;

  /// Made when somebody asks for it, on its own thread.
  private @Nullable LlamaEmbedder embedder;

  private LlamaEngine(LoadedModel model, EngineSettings settings, List<LlamaSlot> slots) {
    this.model = model;
    this.settings = settings;
    this.text = new LlamaText(model, settings.context());
    this.slots = new Places<>("llama", slots, settings.waiting());
    this.embedding = new Places<>("llama-embedding", List.of(Optional.empty()), settings.waiting());
    this.facts =
        new EngineFacts(
            model.description(),
            settings.context(),
            model.tokenCount(),
            settings.slots(),
            text.chats());
  }

  /// Loads a model.
  ///
  /// @param weights a file whose digest was checked; its bytes stay as they are until the engine is
  ///   closed, though its name may be deleted
  /// @throws EngineException if it can't be loaded; then nothing was left open
  public static LlamaEngine load(Path weights, EngineSettings settings) throws EngineException {
    LoadedModel model = LoadedModel.load(Llama.get(), weights);
    List<LlamaSlot> slots = new ArrayList<>();
    boolean loaded = false;
    try {
      if (settings.context() > model.trainedContext()) {
        throw new EngineException(
            Problem.WEIGHTS,
            "trained for " + model.trainedContext() + " tokens, not " + settings.context());
      }
      for (int i = 0; i < settings.slots(); i++) {
        slots.add(new LlamaSlot(model, settings.context(), settings.threads()));
      }
      LlamaEngine engine = new LlamaEngine(model, settings, slots);
      loaded = true;
      return engine;
    } finally {
      if (!loaded) {
        slots.forEach(LlamaSlot::free);
        model.free();
      }
    }
  }

  @Override
  public EngineFacts facts() {
    return facts;
  }

  @Override
  public String prompt(List<ChatMessage> messages) throws EngineException {
    return slots.open(() -> text.prompt(messages));
  }

  @Override
  public List<Integer> tokenise(String text) throws EngineException {
    return slots.open(() -> this.text.tokenise(text));
  }

  @Override
  public Generated generate(Generation generation, PieceSink sink)
      throws EngineException, InterruptedException {
    fits(generation.prompt(), settings.context() - 1);
    if (generation.mostTokens() < 1) {
      throw new EngineException(Problem.INPUT, "nothing is to be written");
    }
    for (int token : generation.sampling().bias().keySet()) {
      known(token);
    }
    return slots.use((slot, going) ->
        slot.generate(generation, piece -> going.getAsBoolean() && sink.piece(piece)));
  }

  @Override
  public Embedding embed(String text) throws EngineException, InterruptedException {
    List<Integer> tokens = tokenise(text);
    fits(tokens, settings.context());
    return embedding.use((_, _) -> embedder().embed(tokens));
  }

  /// On the thread of the only place.
  private LlamaEmbedder embedder() throws EngineException {
    LlamaEmbedder made = embedder;
    if (made == null) {
      made = new LlamaEmbedder(model, settings.context(), settings.threads());
      embedder = made;
    }
    return made;
  }

  private void fits(List<Integer> tokens, int most) throws EngineException {
    if (tokens.isEmpty()) {
      throw new EngineException(Problem.INPUT, "no token");
    }
    if (tokens.size() > most) {
      throw new EngineException(Problem.TOO_LONG, tokens.size() + " tokens, over " + most);
    }
    for (int token : tokens) {
      known(token);
    }
  }

  private void known(int token) throws EngineException {
    if (token < 0 || token >= facts.vocabulary()) {
      throw new EngineException(Problem.INPUT, "there is no token " + token);
    }
  }

  @Override
  public int waiting() {
    return slots.waiting() + embedding.waiting();
  }

  @Override
  public void close() {
    if (slots.close()) {
      embedding.close();
      slots.all().forEach(LlamaSlot::free);
      if (embedder != null) {
        embedder.free();
      }
      model.free();
    }
  }
}
