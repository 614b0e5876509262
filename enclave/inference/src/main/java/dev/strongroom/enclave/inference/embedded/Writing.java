// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.Generated;
import dev.strongroom.enclave.inference.engine.Generation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A text that is being written: bytes of tokens become text, and stops end it.
final class Writing {
  private final Task task;
  private final Shape shape;
  private final Utf8Text utf8 = new Utf8Text();
  private final StopTexts stops;
  private final StringBuilder text = new StringBuilder();

  Writing(Task task, Shape shape) {
    this.task = task;
    this.shape = shape;
    this.stops = new StopTexts(task.stops());
  }

  /// Waits for all of it.
  String whole(Engine engine) throws EngineException, InterruptedException {
    Generated end = engine.generate(generation(), this::more);
    text.append(rest());
    return shape.whole(text.toString(), outcome(end));
  }

  /// Begins it, and returns as soon as the engine does something about it.
  ///
  /// @throws EngineException if it doesn't
  AnswerStream stream(Engine engine) throws EngineException, InterruptedException {
    AnswerStream out = new AnswerStream();
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    Thread.ofVirtual().name("embedded-answer").start(() -> write(engine, out, begun));
    try {
      boolean _ = begun.get();
      return out;
    } catch (InterruptedException e) {
      out.close();
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException refused) {
        throw refused;
      }
      throw new IllegalStateException("the engine is broken", e.getCause());
    }
  }

  private void write(Engine engine, AnswerStream out, CompletableFuture<Boolean> begun) {
    try {
      Generated end = engine.generate(generation(), piece -> streamed(piece, out, begun));
      boolean _ = begun.complete(true);
      out.write(piece(rest()));
      out.write(shape.end(text.toString(), outcome(end)));
      out.end();
    } catch (EngineException | RuntimeException e) {
      if (!begun.completeExceptionally(e)) {
        out.fail("the model's engine failed");
      }
    } catch (InterruptedException e) {
      // Nobody else knows this thread.
      out.fail("interrupted");
    }
  }

  private boolean streamed(Bytes bytes, AnswerStream out, CompletableFuture<Boolean> begun) {
    if (!begun.isDone()) {
      out.write(shape.begin(task.prompt().size()));
      boolean _ = begun.complete(true);
    }
    int before = text.length();
    boolean more = more(bytes);
    out.write(piece(text.substring(before)));
    return more && !out.closed();
  }

  private boolean more(Bytes bytes) {
    text.append(stops.add(utf8.add(bytes)));
    return stops.found().isEmpty();
  }

  private String rest() {
    return stops.add(utf8.end()) + stops.end();
  }

  private String piece(String added) {
    return added.isEmpty() ? "" : shape.piece(added);
  }

  private Generation generation() {
    return new Generation(task.prompt(), task.mostTokens(), task.sampling());
  }

  private Outcome outcome(Generated end) {
    return new Outcome(
        task.prompt().size(),
        end.tokens(),
        end.end() == Generated.End.LENGTH && stops.found().isEmpty(),
        stops.found());
  }
}
