// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineProvider;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import java.nio.file.Path;

/// Loads GGUF files into llama.cpp.
public final class LlamaProvider implements EngineProvider {
  /// For `ServiceLoader`.
  public LlamaProvider() {}

  @Override
  public String name() {
    return "llama.cpp";
  }

  @Override
  public Engine load(Path weights, EngineSettings settings) throws EngineException {
    return LlamaEngine.load(weights, settings);
  }
}
