// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

/// How a model is to run.
///
/// @param context tokens of prompt and answer together, at least 16; memory is taken for all of
///   them, for each slot
/// @param threads for one request, at least 1
/// @param slots requests that are worked on at once, at least 1
/// @param waiting requests that may wait for a slot; more are refused
public record EngineSettings(int context, int threads, int slots, int waiting) {
  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is exceeded
  public EngineSettings {
    if (context < 16 || context > 1 << 20 || threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("context or threads out of range");
    }
    if (slots < 1 || slots > 256 || waiting < 0 || waiting > 65536) {
      throw new IllegalArgumentException("slots or waiting out of range");
    }
  }
}
