// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

import java.util.List;

/// A model that runs in this process. It keeps nothing of a request once that has ended, and says
/// nothing of it in its exceptions. Thread-safe.
public interface Engine extends AutoCloseable {
  /// What it is.
  EngineFacts facts();

  /// Messages as the text that the model was trained to go on from, by the template in its file.
  ///
  /// @throws EngineException if there is no template, or none that the engine knows
  String prompt(List<ChatMessage> messages) throws EngineException;

  /// Text as tokens, with the one that a text begins with if the model wants it. Markers of the
  /// model in the text become the tokens that they stand for.
  ///
  /// @throws EngineException if it can't be in the context anyhow
  List<Integer> tokenise(String text) throws EngineException;

  /// Goes on from a prompt; returns when it has ended. Waits while all places are taken.
  ///
  /// @param sink called on another thread, one piece after another
  /// @throws EngineException if it can't; pieces may have come before
  /// @throws InterruptedException if interrupted; by then it has ended
  Generated generate(Generation generation, PieceSink sink)
      throws EngineException, InterruptedException;

  /// A text's place in the model's space.
  ///
  /// @throws EngineException if the model has none, or the text is too long
  Embedding embed(String text) throws EngineException, InterruptedException;

  /// How many requests wait for a place.
  default int waiting() {
    return 0;
  }

  /// Waits for what is under way, and gives the memory back. A second call does nothing.
  @Override
  void close();
}
