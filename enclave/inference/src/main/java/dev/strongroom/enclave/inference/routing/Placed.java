// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.routing;

import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.settings.BackendSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A back end in its place: taken out when it fails, and tried again after a pause, which grows
/// with each failure. Thread-safe.
public final class Placed {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 6;

  private final Backend backend;
  private final BackendSettings settings;
  private final InstantSource clock;
  private final BiConsumer<String, Optional<Out>> changed;
  private @Nullable Out out;

  /// @param changed told the name of a back end that went out, why, or that came in
  Placed(
      Backend backend,
      BackendSettings settings,
      InstantSource clock,
      BiConsumer<String, Optional<Out>> changed) {
    this.backend = backend;
    this.settings = settings;
    this.clock = clock;
    this.changed = changed;
  }

  /// The back end.
  public Backend backend() {
    return backend;
  }

  /// What the measured configuration says of it.
  public BackendSettings settings() {
    return settings;
  }

  /// Why it is out; empty: it is in.
  public synchronized Optional<Out> out() {
    return Optional.ofNullable(out);
  }

  /// Whether it may be asked: it is in, or its pause has passed.
  synchronized boolean mayBeAsked() {
    return out == null || !clock.instant().isBefore(out.again());
  }

  BackendAnswer send(BackendCall call) throws BackendException, InterruptedException {
    try {
      BackendAnswer answer = backend.send(call);
      worked();
      return answer;
    } catch (BackendException e) {
      failed(e);
      throw e;
    }
  }

  void check() throws InterruptedException {
    try {
      backend.check();
      worked();
    } catch (BackendException e) {
      failed(e);
    }
  }

  private void worked() {
    synchronized (this) {
      if (out == null) {
        return;
      }
      out = null;
    }
    changed.accept(backend.name(), Optional.empty());
  }

  /// One that is busy, or can't do what was asked, is in all the same.
  private void failed(BackendException e) {
    if (e.problem() == Problem.BUSY || e.problem() == Problem.UNSUPPORTED) {
      return;
    }
    Optional<Out> news;
    synchronized (this) {
      Out before = out;
      Instant now = clock.instant();
      int failures = before == null ? 1 : before.failures() + 1;
      Duration pause = Duration.ofSeconds(1L << Math.min(MOST_DOUBLINGS, failures - 1));
      out =
          new Out(
              e.problem(),
              String.valueOf(e.getMessage()),
              before == null ? now : before.since(),
              now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause),
              failures);
      news =
          before == null || before.problem() != e.problem() ? Optional.of(out) : Optional.empty();
    }
    if (news.isPresent()) {
      changed.accept(backend.name(), news);
    }
  }
}
