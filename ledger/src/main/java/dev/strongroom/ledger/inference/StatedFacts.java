// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.ledger.inference.InferenceStatement.Backend;
import dev.strongroom.ledger.inference.InferenceStatement.Evidence;
import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What an entry states beside digests, compared with request and response as far as these say it
/// too. Weights and evidence are the gateway's word alone.
final class StatedFacts {
  /// Endpoints whose requests are forms, which aren't looked into.
  private static final Set<String> FORMS = Set.of("/v1/audio/transcriptions");

  /// Endpoints whose answers hold nothing that was generated.
  private static final Set<String> COUNT_INPUT_ONLY = Set.of("/v1/embeddings");

  private final InferenceStatement statement;
  private final Optional<Exchange> exchange;

  private StatedFacts(InferenceStatement statement, Optional<Exchange> exchange) {
    this.statement = statement;
    this.exchange = exchange;
  }

  static InferenceFinding complete(InferenceStatement statement, Optional<String> allowed) {
    String name = "inference.complete";
    if (statement.response().complete()) {
      return InferenceFinding.passed(name, "the back end ended it");
    }
    String broken = "the answer was broken off: " + statement.response().problem().orElse("");
    return allowed.isPresent()
        ? InferenceFinding.skipped(name, broken + "; allowed: " + allowed.get())
        : InferenceFinding.failed(name, broken);
  }

  /// @param exchange that the digests are of; empty: there is none, or another one
  static List<InferenceFinding> of(InferenceStatement statement, Optional<Exchange> exchange) {
    StatedFacts facts = new StatedFacts(statement, exchange);
    Optional<SentParameters> sent =
        exchange
            .filter(_ -> !FORMS.contains(statement.endpoint()))
            .flatMap(it -> SentParameters.read(it.request()));
    return List.of(
        facts.model(sent), facts.sampling(sent), facts.usage(), facts.weights(), facts.evidence());
  }

  private InferenceFinding model(Optional<SentParameters> sent) {
    String name = "inference.model";
    if (exchange.isEmpty() || FORMS.contains(statement.endpoint())) {
      return InferenceFinding.skipped(
          name, statement.model() + ", by the gateway's word: not compared with the request");
    }
    return InferenceFinding.of(
        name,
        sent.flatMap(SentParameters::model).filter(statement.model()::equals).isPresent(),
        statement.model() + ", as the request names it",
        statement.model() + ", and the request names another");
  }

  private InferenceFinding sampling(Optional<SentParameters> sent) {
    String name = "inference.sampling";
    Map<String, String> sorted = new TreeMap<>(statement.sampling());
    String words = sorted.isEmpty() ? "no parameters" : sorted.toString();
    if (exchange.isEmpty() || FORMS.contains(statement.endpoint())) {
      return InferenceFinding.skipped(
          name, words + ", by the gateway's word: not compared with the request");
    }
    return InferenceFinding.of(
        name,
        sent.filter(it -> it.samplesBy(statement.sampling(), SamplingNames.ALL)).isPresent(),
        words + ", as they were sent",
        words + ", and the request has others");
  }

  private InferenceFinding usage() {
    String name = "inference.usage";
    String words = words(statement.usage());
    // Of a broken answer more may have been counted than came.
    if (exchange.isEmpty() || !statement.response().complete()) {
      return InferenceFinding.skipped(
          name, words + ", by the gateway's word: not compared with the response");
    }
    Optional<Usage> said =
        UsageCount.of(
            !COUNT_INPUT_ONLY.contains(statement.endpoint()),
            statement.response().contentType(),
            exchange.get().response());
    return InferenceFinding.of(
        name,
        said.equals(statement.usage()),
        words + ", as the response says",
        words + ", and the response says: " + words(said));
  }

  private static String words(Optional<Usage> usage) {
    return usage
        .map(used -> used.input() + " tokens in, " + used.output() + " out")
        .orElse("unknown");
  }

  private InferenceFinding weights() {
    String name = "inference.weights";
    Backend backend = statement.backend();
    return backend.weights().isPresent()
        ? InferenceFinding.passed(
            name, "SHA-256 " + backend.weights().get().hex() + ", which the gateway loaded")
        : InferenceFinding.skipped(
            name, "the gateway didn't load the model, so it doesn't say which file it is");
  }

  private InferenceFinding evidence() {
    String name = "inference.evidence";
    if (statement.backend().evidence().isEmpty()) {
      return InferenceFinding.skipped(name, "the model ran in the gateway's own environment");
    }
    Evidence evidence = statement.backend().evidence().get();
    return InferenceFinding.passed(
        name,
        (evidence.simulated() ? "SIMULATED " : "")
            + evidence.kind()
            + " with SHA-256 "
            + evidence.sha256().hex()
            + ", of the connection that the answer came over");
  }
}
