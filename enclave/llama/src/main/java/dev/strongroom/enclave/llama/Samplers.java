// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Functions of `llama.h` that make and use chains of samplers. A chain owns what was added to it.
final class Samplers {
  private final MethodHandle newChain;
  private final MethodHandle add;
  private final MethodHandle free;
  private final MethodHandle sample;
  private final MethodHandle greedy;
  private final MethodHandle chance;
  private final MethodHandle topK;
  private final MethodHandle topP;
  private final MethodHandle minP;
  private final MethodHandle temperature;
  private final MethodHandle penalties;
  private final MethodHandle bias;

  Samplers(Functions library) {
    newChain = library.of("llama_sampler_chain_init", ADDRESS, JAVA_BOOLEAN);
    add = library.ofVoid("llama_sampler_chain_add", ADDRESS, ADDRESS);
    free = library.ofVoid("llama_sampler_free", ADDRESS);
    sample = library.of("llama_sampler_sample", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    greedy = library.of("llama_sampler_init_greedy", ADDRESS);
    chance = library.of("llama_sampler_init_dist", ADDRESS, JAVA_INT);
    topK = library.of("llama_sampler_init_top_k", ADDRESS, JAVA_INT);
    topP = library.of("llama_sampler_init_top_p", ADDRESS, JAVA_FLOAT, JAVA_LONG);
    minP = library.of("llama_sampler_init_min_p", ADDRESS, JAVA_FLOAT, JAVA_LONG);
    temperature = library.of("llama_sampler_init_temp", ADDRESS, JAVA_FLOAT);
    penalties =
        library.of(
            "llama_sampler_init_penalties", ADDRESS, JAVA_INT, JAVA_FLOAT, JAVA_FLOAT, JAVA_FLOAT);
    bias = library.of("llama_sampler_init_logit_bias", ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  }

  /// `llama_sampler_chain_init`
  MemorySegment newChain(boolean quiet) {
    try {
      return (MemorySegment) newChain.invokeExact(quiet);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_chain_add`
  void add(MemorySegment chain, MemorySegment sampler) {
    try {
      add.invokeExact(chain, sampler);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_free`
  void free(MemorySegment chain) {
    try {
      free.invokeExact(chain);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_sample`
  int sample(MemorySegment chain, MemorySegment context, int output) {
    try {
      return (int) sample.invokeExact(chain, context, output);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_init_greedy`
  MemorySegment greedy() {
    try {
      return (MemorySegment) greedy.invokeExact();
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_init_dist`
  MemorySegment chance(int seed) {
    try {
      return (MemorySegment) chance.invokeExact(seed);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_init_top_k`
  MemorySegment topK(int k) {
    try {
      return (MemorySegment) topK.invokeExact(k);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_init_top_p`
  MemorySegment topP(float p, long least) {
    try {
      return (MemorySegment) topP.invokeExact(p, least);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_init_min_p`
  MemorySegment minP(float p, long least) {
    try {
      return (MemorySegment) minP.invokeExact(p, least);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_init_temp`
  MemorySegment temperature(float temperature) {
    try {
      return (MemorySegment) this.temperature.invokeExact(temperature);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_init_penalties`
  MemorySegment penalties(int last, float repeat, float frequency, float presence) {
    try {
      return (MemorySegment) penalties.invokeExact(last, repeat, frequency, presence);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }

  /// `llama_sampler_init_logit_bias`
  MemorySegment bias(int vocabulary, int count, MemorySegment biases) {
    try {
      return (MemorySegment) bias.invokeExact(vocabulary, count, biases);
    } catch (Throwable e) {
      throw Functions.broken(e);
    }
  }
}
