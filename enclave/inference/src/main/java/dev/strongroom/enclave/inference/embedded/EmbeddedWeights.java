// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import dev.strongroom.enclave.inference.engine.EngineProvider;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.runtime.content.ContentClient;
import dev.strongroom.enclave.runtime.content.ContentException;
import dev.strongroom.enclave.runtime.content.ContentName;
import dev.strongroom.enclave.runtime.content.FetchedContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/// Weights that the measured configuration names, from the host into an engine.
public final class EmbeddedWeights {
  private EmbeddedWeights() {}

  /// Fetches weights, and loads them into the engine that is here.
  ///
  /// @param content what the host brings
  /// @param weights what it has to be
  /// @param folder where they are kept while they are read; in an enclave its memory
  /// @return closed, it gives the memory back. The weights' file is gone by then already: what the
  ///   engine maps of it stays until it lets go
  /// @throws ContentException if the host doesn't bring them
  /// @throws EngineException if there is no engine here, or they can't be loaded
  public static Engine load(
      ContentClient content, ContentName weights, EngineSettings settings, Path folder)
      throws ContentException, EngineException, InterruptedException {
    // Before the host has anything to do.
    EngineProvider provider =
        ServiceLoader.load(EngineProvider.class)
            .findFirst()
            .orElseThrow(
                () -> new EngineException(Problem.LIBRARY, "there is no engine in this enclave"));
    try (FetchedContent fetched = content.fetch(weights, folder)) {
      return provider.load(fetched.file(), settings);
    } catch (IOException e) {
      throw new EngineException(Problem.FAILED, "the weights' file can't be deleted");
    }
  }
}
