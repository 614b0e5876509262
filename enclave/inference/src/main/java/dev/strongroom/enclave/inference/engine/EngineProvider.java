// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

import java.nio.file.Path;

/// Loads models. Found by `ServiceLoader`, so that whoever embeds no model trusts no engine.
public interface EngineProvider {
  /// Such as `llama.cpp`.
  String name();

  /// Loads a model.
  ///
  /// @param weights a file whose digest was checked; its bytes stay as they are until the engine is
  ///   closed, though its name may be deleted
  /// @throws EngineException if it can't be loaded; then nothing was left open
  Engine load(Path weights, EngineSettings settings) throws EngineException;
}
