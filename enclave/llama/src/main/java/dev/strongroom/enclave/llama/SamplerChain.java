// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static dev.strongroom.enclave.llama.Structures.LOGIT_BIAS;
import static dev.strongroom.enclave.llama.Structures.offset;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strongroom.enclave.inference.engine.Sampling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/// Samplers of one generation, in llama.cpp's usual order.
final class SamplerChain implements AutoCloseable {
  /// Below it, quotients overflow; the likeliest token is taken, as it would be.
  private static final float COLDEST = 1f / 1024;

  private final Samplers samplers;
  private final MemorySegment chain;

  private SamplerChain(Samplers samplers) {
    this.samplers = samplers;
    this.chain = samplers.newChain(true);
  }

  /// @param vocabulary how many tokens there are
  /// @param context how many tokens penalties look back
  static SamplerChain of(Samplers samplers, Sampling sampling, int vocabulary, int context) {
    SamplerChain chain = new SamplerChain(samplers);
    if (!sampling.bias().isEmpty()) {
      chain.add(bias(samplers, sampling.bias(), vocabulary));
    }
    if (sampling.repeatPenalty() != 1
        || sampling.frequencyPenalty() != 0
        || sampling.presencePenalty() != 0) {
      chain.add(
          samplers.penalties(
              context,
              sampling.repeatPenalty(),
              sampling.frequencyPenalty(),
              sampling.presencePenalty()));
    }
    if (sampling.temperature() < COLDEST) {
      chain.add(samplers.greedy());
      return chain;
    }
    if (sampling.topK() > 0) {
      chain.add(samplers.topK(sampling.topK()));
    }
    chain.add(samplers.topP(sampling.topP(), 1));
    chain.add(samplers.minP(sampling.minP(), 1));
    chain.add(samplers.temperature(sampling.temperature()));
    // All bits set would mean a seed of the library's own choice.
    int seed = (int) sampling.seed();
    chain.add(samplers.chance(seed == -1 ? 0 : seed));
    return chain;
  }

  /// The library copies them.
  private static MemorySegment bias(Samplers samplers, Map<Integer, Float> biases, int vocabulary) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(LOGIT_BIAS, biases.size());
      long at = 0;
      for (Map.Entry<Integer, Float> bias : biases.entrySet()) {
        all.set(JAVA_INT, at + offset(LOGIT_BIAS, "token"), bias.getKey());
        all.set(JAVA_FLOAT, at + offset(LOGIT_BIAS, "bias"), bias.getValue());
        at += LOGIT_BIAS.byteSize();
      }
      return samplers.bias(vocabulary, biases.size(), all);
    }
  }

  private void add(MemorySegment sampler) {
    samplers.add(chain, sampler);
  }

  /// The token after all that `context` has decoded.
  int next(MemorySegment context) {
    return samplers.sample(chain, context, -1);
  }

  @Override
  public void close() {
    samplers.free(chain);
  }
}
