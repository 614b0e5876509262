// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static dev.strongroom.enclave.llama.Structures.BATCH;
import static dev.strongroom.enclave.llama.Structures.offset;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strongroom.enclave.inference.engine.Embedding;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Finds places of texts, one at a time.
final class LlamaEmbedder {
  /// The library gives each token's place. The mean of them is made here, for models that say so or
  /// say nothing: this release of the library aborts the process when it is to make means.
  static final int NO_POOLING = 0;

  private static final String MEAN = "1";
  private static final String FIRST = "2";
  private static final String LAST = "3";

  private final LoadedModel model;
  private final Llama llama;
  private final int pooling;
  private final MemorySegment context;

  /// @param room the longest text, in tokens
  /// @throws EngineException if there isn't the memory, or the model has no places for texts
  LlamaEmbedder(LoadedModel model, int room, int threads) throws EngineException {
    this.model = model;
    this.llama = model.llama();
    this.pooling = pooling(model);
    this.context = model.newContext(room, threads, true, pooling);
  }

  private static int pooling(LoadedModel model) throws EngineException {
    String said =
        model
            .entry("general.architecture")
            .flatMap(name -> model.entry(name + ".pooling_type"))
            .orElse(MEAN);
    return switch (said) {
      case "0", MEAN -> NO_POOLING;
      case FIRST, LAST -> Integer.parseInt(said);
      default -> throw new EngineException(Problem.UNSUPPORTED, "the model ranks texts");
    };
  }

  Embedding embed(List<Integer> tokens) throws EngineException {
    try (Arena arena = Arena.ofConfined()) {
      int status = llama.decode(context, batch(tokens, arena));
      if (status != 0) {
        throw new EngineException(Problem.FAILED, "llama.cpp answers " + status);
      }
      return new Embedding(ofLengthOne(place(tokens.size())), tokens.size());
    } finally {
      llama.clear(context);
    }
  }

  private MemorySegment batch(List<Integer> tokens, Arena arena) {
    MemorySegment all = arena.allocate(JAVA_INT, tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      all.setAtIndex(JAVA_INT, i, tokens.get(i));
    }
    MemorySegment batch = llama.batch(arena, all, tokens.size());
    if (pooling == NO_POOLING) {
      // Of each token, not of the last one only.
      MemorySegment wanted = arena.allocate(tokens.size()).fill((byte) 1);
      batch.set(ADDRESS, offset(BATCH, "logits"), wanted);
    }
    return batch;
  }

  private double[] place(int tokens) throws EngineException {
    double[] place = new double[model.width()];
    if (pooling == NO_POOLING) {
      for (int i = 0; i < tokens; i++) {
        add(place, llama.embedding(context, i));
      }
    } else {
      add(place, llama.embeddings(context, 0));
    }
    return place;
  }

  // As many numbers as the model is wide, says the library.
  @SuppressWarnings("restricted")
  private static void add(double[] sum, MemorySegment found) throws EngineException {
    if (found.address() == 0) {
      throw new EngineException(Problem.UNSUPPORTED, "the model gives no places of texts");
    }
    MemorySegment values = found.reinterpret((long) sum.length * Float.BYTES);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values.getAtIndex(JAVA_FLOAT, i);
    }
  }

  private static List<Float> ofLengthOne(double[] place) {
    double squares = 0;
    for (double value : place) {
      squares += value * value;
    }
    double length = squares > 0 ? Math.sqrt(squares) : 1;
    List<Float> values = new ArrayList<>(place.length);
    for (double value : place) {
      values.add((float) (value / length));
    }
    return values;
  }

  void free() {
    llama.freeContext(context);
  }
}
