// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import dev.strongroom.enclave.inference.engine.Generated;
import dev.strongroom.enclave.inference.engine.Generation;
import dev.strongroom.enclave.inference.engine.PieceSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Room for one request at a time. Requests share nothing, so that the same seed gives the same
/// answer whatever else is asked, and nothing tells one client by its time what another had asked.
final class LlamaSlot {
  /// Tokens of a prompt that are decoded between two looks at whether to go on.
  static final int BATCH = 512;

  private final LoadedModel model;
  private final Llama llama;
  private final MemorySegment context;
  private final int room;

  /// @throws EngineException if there isn't the memory
  LlamaSlot(LoadedModel model, int room, int threads) throws EngineException {
    this.model = model;
    this.llama = model.llama();
    this.room = room;
    this.context = model.newContext(room, threads, false, LlamaEmbedder.NO_POOLING);
  }

  /// Always on the same thread: the library keeps helpers for each that calls it.
  ///
  /// @param sink asked before the first token too, with an empty piece
  Generated generate(Generation generation, PieceSink sink) throws EngineException {
    List<Integer> prompt = generation.prompt();
    int most = Math.min(generation.mostTokens(), room - prompt.size());
    try (Arena arena = Arena.ofConfined();
        SamplerChain samplers =
            SamplerChain.of(llama.samplers(), generation.sampling(), model.tokenCount(), room)) {
      if (!read(prompt, arena, sink)) {
        return new Generated(0, Generated.End.SINK);
      }
      return write(most, samplers, arena, sink);
    } finally {
      // Wipes what it keeps of prompt and answer too.
      llama.clear(context);
    }
  }

  private boolean read(List<Integer> prompt, Arena arena, PieceSink sink) throws EngineException {
    MemorySegment tokens = arena.allocate(JAVA_INT, prompt.size());
    for (int i = 0; i < prompt.size(); i++) {
      tokens.setAtIndex(JAVA_INT, i, prompt.get(i));
    }
    for (int from = 0; from < prompt.size(); from += BATCH) {
      if (!sink.piece(Bytes.EMPTY)) {
        return false;
      }
      int count = Math.min(BATCH, prompt.size() - from);
      decode(llama.batch(arena, tokens.asSlice((long) from * Integer.BYTES), count));
    }
    return true;
  }

  private Generated write(int most, SamplerChain samplers, Arena arena, PieceSink sink)
      throws EngineException {
    MemorySegment token = arena.allocate(JAVA_INT);
    MemorySegment batch = llama.batch(arena, token, 1);
    MemorySegment buffer = arena.allocate(1024);
    for (int written = 0; written < most; written++) {
      if (written > 0) {
        decode(batch);
      }
      int next = samplers.next(context);
      if (llama.endsGeneration(model.vocabulary(), next)) {
        return new Generated(written, Generated.End.MODEL);
      }
      if (!sink.piece(piece(next, buffer))) {
        return new Generated(written + 1, Generated.End.SINK);
      }
      token.set(JAVA_INT, 0, next);
    }
    return new Generated(most, Generated.End.LENGTH);
  }

  private void decode(MemorySegment batch) throws EngineException {
    int status = llama.decode(context, batch);
    if (status != 0) {
      throw new EngineException(Problem.FAILED, "llama.cpp answers " + status);
    }
  }

  private Bytes piece(int token, MemorySegment buffer) throws EngineException {
    int length = llama.piece(model.vocabulary(), token, buffer, (int) buffer.byteSize(), 0, false);
    if (length < 0) {
      throw new EngineException(Problem.FAILED, "a token is longer than a kilobyte");
    }
    return Bytes.copyOf(buffer.asSlice(0, length).toArray(JAVA_BYTE));
  }

  void free() {
    llama.freeContext(context);
  }
}
