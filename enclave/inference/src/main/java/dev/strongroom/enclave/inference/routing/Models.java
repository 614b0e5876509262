// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.routing;

import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.settings.BackendSettings;
import dev.strongroom.enclave.inference.settings.InferenceSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The models of the measured configuration, and the back ends that run them. Thread-safe.
public final class Models implements AutoCloseable {
  private static final int UNAVAILABLE = 503;

  private final Map<String, List<Placed>> models = new LinkedHashMap<>();
  private final Map<String, Placed> placed = new LinkedHashMap<>();
  private final List<Thread> watches = new ArrayList<>();

  /// Opens a back end.
  @FunctionalInterface
  public interface Opening {
    /// Opens it; it needn't be there yet.
    ///
    /// @throws IOException if it can never be
    Backend open(String name, BackendSettings settings) throws IOException, InterruptedException;
  }

  /// An answer and where it comes from.
  public record Answered(Placed by, BackendAnswer answer) {}

  /// Opens the back ends.
  ///
  /// @param changed told the name of a back end that went out, why, or that came in
  /// @throws IOException if one can never be there; those before are closed
  public Models(
      InferenceSettings settings,
      Opening opening,
      InstantSource clock,
      BiConsumer<String, Optional<Out>> changed)
      throws IOException, InterruptedException {
    try {
      for (Map.Entry<String, BackendSettings> one : settings.backends().entrySet()) {
        Backend backend = opening.open(one.getKey(), one.getValue());
        placed.put(one.getKey(), new Placed(backend, one.getValue(), clock, changed));
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
    for (InferenceSettings.Model model : settings.models()) {
      models.put(
          model.name(),
          model.backends().stream()
              .map(name -> Optional.ofNullable(placed.get(name)).orElseThrow())
              .toList());
    }
  }

  /// Looks after the back ends from now on: finds out whether those that are out are back, and
  /// whether the others still are what is accepted.
  ///
  /// @param every how often
  public void watch(Duration every) {
    for (Placed one : placed.values()) {
      watches.add(
          Thread.ofVirtual()
              .name("back end " + one.backend().name())
              .start(() -> watch(one, every)));
    }
  }

  private static void watch(Placed one, Duration every) {
    try {
      while (true) {
        if (one.mayBeAsked()) {
          checked(one);
        }
        Thread.sleep(every);
      }
    } catch (InterruptedException e) {
      // The gateway closes.
      return;
    }
  }

  /// A bug in one check isn't the end of all later ones.
  private static void checked(Placed one) throws InterruptedException {
    try {
      one.check();
    } catch (RuntimeException e) {
      // Nothing is known of the back end by this: what it may be sent depends on its evidence's
      // age.
      return;
    }
  }

  /// The models' names, in the settings' order.
  public Collection<String> names() {
    return List.copyOf(models.keySet());
  }

  /// The back ends of a model, in the order in which they are asked.
  ///
  /// @return empty if there is no such model
  public List<Placed> of(String model) {
    return models.getOrDefault(model, List.of());
  }

  /// All back ends, in the settings' order.
  public Collection<Placed> backends() {
    return List.copyOf(placed.values());
  }

  /// Has a request answered by the first of a model's back ends that is in and does it. If none is
  /// in, the error is that of the first one.
  ///
  /// @param model one of [#names]
  /// @throws BackendException if nobody answers
  public Answered send(String model, BackendCall call)
      throws BackendException, InterruptedException {
    List<Placed> all = of(model);
    List<Placed> asked = all.stream().filter(Placed::mayBeAsked).toList();
    Optional<BackendException> failure = Optional.empty();
    for (int i = 0; i < asked.size(); i++) {
      try {
        BackendAnswer answer = asked.get(i).send(call);
        if (answer.status() != UNAVAILABLE || i + 1 == asked.size()) {
          return new Answered(asked.get(i), answer);
        }
        // It says itself that another one had better be asked.
        closed(answer);
      } catch (BackendException e) {
        failure = Optional.of(e);
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    throw out(all.getFirst());
  }

  /// Has one back end asked, whatever models it has.
  ///
  /// @param name of the back end
  /// @return empty if the settings have none of this name
  /// @throws BackendException if it doesn't answer, or is out
  public Optional<BackendAnswer> ask(String name, BackendCall call)
      throws BackendException, InterruptedException {
    Optional<Placed> one = Optional.ofNullable(placed.get(name));
    if (one.isEmpty()) {
      return Optional.empty();
    }
    if (!one.get().mayBeAsked()) {
      throw out(one.get());
    }
    return Optional.of(one.get().send(call));
  }

  private static BackendException out(Placed placed) {
    Out out = placed.out().orElseThrow();
    return new BackendException(
        out.problem(), "back end " + placed.backend().name() + " is out: " + out.words());
  }

  private static void closed(BackendAnswer answer) {
    try {
      answer.close();
    } catch (IOException e) {
      // Nobody reads it any more.
      return;
    }
  }

  @Override
  public void close() {
    watches.forEach(Thread::interrupt);
    placed.values().forEach(one -> one.backend().close());
  }
}
