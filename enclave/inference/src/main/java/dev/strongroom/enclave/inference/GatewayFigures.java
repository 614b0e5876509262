// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.routing.Out;
import dev.strongroom.enclave.inference.routing.Placed;
import dev.strongroom.enclave.inference.stream.BrokenStreamException;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.figures.FigureCounter;
import dev.strongroom.enclave.runtime.figures.FigureLabel;
import dev.strongroom.enclave.runtime.figures.FigureSink;
import dev.strongroom.enclave.runtime.figures.ServiceFigures;
import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the host gets to count (`docs/inference.md`, section 7): by names of the measured
/// configuration and stable codes, nothing by key or client. Thread-safe.
final class GatewayFigures {
  /// What happened to a request whose client went away.
  static final String CLIENT_GONE = "client-gone";

  /// A request met a bug.
  static final String FAILED = "failed";

  private static final String ANSWERED = "answered";

  /// The back end answered with an error of its own.
  private static final String BACKEND_ERROR = "backend-error";

  /// Stands for the model of requests that were refused before it was known.
  private static final String NONE = "none";

  /// Refusals that aren't in a list elsewhere.
  private static final Set<String> REFUSALS =
      Set.of(
          "malformed-request",
          "malformed-salt",
          "unsupported-media-type",
          "model-not-found",
          "key-missing",
          "key-unknown",
          "key-expired",
          "key-revoked",
          "endpoint-not-allowed",
          "model-not-allowed",
          "price-missing",
          "outside-hours",
          "rate-limit",
          "token-budget",
          "money-budget",
          "history-key-missing",
          "malformed-history-key",
          "malformed-history-head",
          "head-too-old",
          "rolled-back",
          "already-there",
          "not-found",
          "context-too-long",
          "too-large",
          "not-a-response",
          "history-full",
          "history-busy",
          "history-damaged",
          "history-unavailable",
          // Of the host's store, where keys are kept.
          "conflict",
          "malformed",
          "unavailable",
          "disk-full",
          "not-connected",
          "connection-lost",
          "timed-out",
          "malformed-answer",
          "not-authentic");

  /// The host is told of whole thousands.
  private static final int TOKENS = 1000;

  private static final int ERRORS = 400;
  private static final long MINUTE = 60;
  private static final long MILLIS = 1000;

  /// Upper ends of what answers take, in seconds.
  private static final List<Long> WITHIN = List.of(1L, 10L, 100L);

  private static final String LONGER = "longer";

  private final InstantSource clock;
  private final Map<String, AtomicInteger> underWay = new LinkedHashMap<>();
  private final FigureCounter requests;
  private final FigureCounter tokens;
  private final FigureCounter within;

  /// Declares them.
  GatewayFigures(Enclave enclave, Models models) {
    clock = enclave.clock();
    models.names().forEach(name -> underWay.put(name, new AtomicInteger()));
    ServiceFigures figures = enclave.figures();
    FigureLabel model =
        new FigureLabel(
            "model",
            Stream.concat(models.names().stream(), Stream.of(NONE)).collect(Collectors.toSet()));
    FigureLabel endpoint =
        new FigureLabel("endpoint", set(Arrays.asList(Endpoint.values()), Endpoint::scope));
    requests =
        figures.counter(
            "inference_requests", 1, endpoint, model, new FigureLabel("outcome", outcomes()));
    tokens =
        figures.counter(
            "inference_tokens", TOKENS, model, new FigureLabel("of", Set.of("request", "answer")));
    Set<String> ends = set(WITHIN, String::valueOf);
    ends.add(LONGER);
    within = figures.counter("inference_answers", 1, model, new FigureLabel("seconds", ends));
    figures.gauges(
        "inference_under_way",
        sink -> underWay.forEach((name, count) -> sink.take(List.of(name), count.get())),
        model);
    backends(figures, models);
  }

  private static void backends(ServiceFigures figures, Models models) {
    FigureLabel backend =
        new FigureLabel("backend", set(models.backends(), one -> one.backend().name()));
    figures.gauges(
        "inference_waiting",
        sink ->
            models
                .backends()
                .forEach(one -> sink.take(List.of(one.backend().name()), one.backend().waiting())),
        backend);
    figures.gauges(
        "inference_backend_out",
        sink -> models.backends().forEach(one -> out(one, sink)),
        backend,
        new FigureLabel("reason", set(Arrays.asList(Problem.values()), Problem::code)));
    figures.gauges(
        "inference_backend_out_since_seconds",
        sink -> models.backends().forEach(one -> since(one, sink)),
        backend);
  }

  private static <T> Set<String> set(Collection<T> of, Function<T, String> name) {
    return of.stream().map(name).collect(Collectors.toCollection(HashSet::new));
  }

  private static Set<String> outcomes() {
    return Stream.of(
            REFUSALS.stream(),
            Stream.of(ANSWERED, BACKEND_ERROR, CLIENT_GONE, FAILED),
            Arrays.stream(Problem.values()).map(Problem::code),
            Arrays.stream(BrokenStreamException.Problem.values())
                .map(BrokenStreamException.Problem::code),
            Arrays.stream(NotaryRefusal.values()).map(NotaryRefusal::code))
        .flatMap(codes -> codes)
        .collect(Collectors.toSet());
  }

  /// One for each reason, so that one that has passed goes back to 0.
  private static void out(Placed placed, FigureSink sink) {
    Optional<Out> out = placed.out();
    for (Problem problem : List.of(Problem.NOT_ACCEPTED, Problem.UNREACHABLE)) {
      boolean so = out.filter(one -> one.problem() == problem).isPresent();
      sink.take(List.of(placed.backend().name(), problem.code()), so ? 1 : 0);
    }
  }

  private static void since(Placed placed, FigureSink sink) {
    long since = placed.out().map(one -> one.since().getEpochSecond()).orElse(0L);
    sink.take(List.of(placed.backend().name()), Math.floorDiv(since, MINUTE) * MINUTE);
  }

  /// A request for an endpoint came.
  Counted begun(Endpoint endpoint) {
    return new Counted(endpoint);
  }

  /// A request on its way. How it ended counts once.
  final class Counted {
    private final Endpoint endpoint;
    private final long begun = clock.millis();
    private final AtomicBoolean over = new AtomicBoolean();
    private Optional<String> model = Optional.empty();

    private Counted(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    /// It is for a model that there is.
    void asks(String name) {
      model = Optional.of(name);
      count(name).incrementAndGet();
    }

    /// It wasn't answered, or not to its end.
    ///
    /// @param code why
    void ended(String code) {
      if (over.compareAndSet(false, true)) {
        model.ifPresent(name -> count(name).decrementAndGet());
        requests.add(endpoint.scope(), model.orElse(NONE), code);
      }
    }

    /// A back end answered it, to the end.
    void answered(int status, Optional<Usage> usage) {
      ended(status >= ERRORS ? BACKEND_ERROR : ANSWERED);
      String name = model.orElse(NONE);
      usage.ifPresent(counted -> {
        tokens.add(counted.input(), name, "request");
        tokens.add(counted.output(), name, "answer");
      });
      long took = Math.max(0, clock.millis() - begun);
      within.add(
          name,
          WITHIN.stream()
              .filter(end -> took <= end * MILLIS)
              .findFirst()
              .map(String::valueOf)
              .orElse(LONGER));
    }
  }

  private AtomicInteger count(String name) {
    return Optional.ofNullable(underWay.get(name)).orElseThrow();
  }
}
