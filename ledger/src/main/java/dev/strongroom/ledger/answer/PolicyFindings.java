// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.answer;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.inference.InferenceStatement.Backend;
import dev.strongroom.ledger.inference.InferenceStatement.Evidence;
import dev.strongroom.ledger.verification.InferencePolicy;
import dev.strongroom.ledger.verification.InferencePolicy.AcceptedBackend;
import dev.strongroom.ledger.verification.InferencePolicy.AcceptedEvidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Does a policy accept what an entry states of an answer?
final class PolicyFindings {
  private static final String MODEL = "policy.model";
  private static final String BACKEND = "policy.backend";

  private PolicyFindings() {}

  static List<InferenceFinding> of(InferenceStatement statement, InferencePolicy policy) {
    return List.of(
        model(statement.model(), policy.models()), backend(statement.backend(), policy.backends()));
  }

  private static InferenceFinding model(String model, Requirement<Set<String>> accepted) {
    return switch (accepted) {
      case Ignore<Set<String>>(String why) -> InferenceFinding.skipped(MODEL, "ignored: " + why);
      case Require<Set<String>>(Set<String> names) ->
          InferenceFinding.of(
              MODEL,
              names.contains(model),
              model + " is accepted",
              model + " isn't among the accepted models");
    };
  }

  private static InferenceFinding backend(
      Backend backend, Requirement<List<AcceptedBackend>> accepted) {
    switch (accepted) {
      case Ignore<List<AcceptedBackend>>(String why) -> {
        return InferenceFinding.skipped(BACKEND, "ignored: " + why);
      }
      case Require<List<AcceptedBackend>>(List<AcceptedBackend> list) -> {
        String problem = "no back end of kind " + backend.kind() + " is accepted";
        for (AcceptedBackend one : list) {
          Optional<String> found = problem(backend, one);
          if (found.isEmpty()) {
            return InferenceFinding.passed(
                BACKEND, "the " + backend.kind() + " back end " + backend.name() + " is accepted");
          }
          if (isOfKind(backend, one)) {
            problem = found.get();
          }
        }
        return InferenceFinding.failed(BACKEND, problem);
      }
    }
  }

  private static boolean isOfKind(Backend backend, AcceptedBackend accepted) {
    return switch (accepted) {
      case AcceptedBackend.Embedded _ -> backend.kind().equals("embedded");
      case AcceptedBackend.Loopback _ -> backend.kind().equals("loopback");
      case AcceptedBackend.Attested attested -> backend.kind().equals(attested.kind());
    };
  }

  /// What is wrong with a back end; empty: nothing.
  private static Optional<String> problem(Backend backend, AcceptedBackend accepted) {
    if (!isOfKind(backend, accepted)) {
      return Optional.of("another kind");
    }
    return switch (accepted) {
      case AcceptedBackend.Loopback _ -> Optional.empty();
      case AcceptedBackend.Embedded(Requirement<Set<Bytes>> weights) -> weights(backend, weights);
      case AcceptedBackend.Attested attested -> evidence(backend, attested);
    };
  }

  private static Optional<String> weights(Backend backend, Requirement<Set<Bytes>> accepted) {
    if (accepted instanceof Require<Set<Bytes>>(Set<Bytes> digests)
        && backend.weights().filter(digests::contains).isEmpty()) {
      return Optional.of(
          "weights with SHA-256 "
              + backend.weights().map(Bytes::hex).orElse("unknown")
              + " aren't accepted");
    }
    return Optional.empty();
  }

  private static Optional<String> evidence(Backend backend, AcceptedBackend.Attested accepted) {
    if (backend.evidence().isEmpty()) {
      return Optional.of("no evidence is named");
    }
    Evidence evidence = backend.evidence().get();
    if (evidence.simulated() && accepted.simulatedAllowed().isEmpty()) {
      return Optional.of("the back end's evidence is SIMULATED");
    }
    if (!(accepted.evidence()
        instanceof Require<AcceptedEvidence>(AcceptedEvidence(var kinds, var digests, var keys)))) {
      return Optional.empty();
    }
    if (!kinds.isEmpty() && !kinds.contains(evidence.kind())) {
      return Optional.of("evidence of kind " + evidence.kind() + " isn't accepted");
    }
    if (!digests.isEmpty() && !digests.contains(evidence.sha256())) {
      return Optional.of("evidence with SHA-256 " + evidence.sha256().hex() + " isn't accepted");
    }
    if (!keys.isEmpty() && evidence.identityKey().filter(keys::contains).isEmpty()) {
      return Optional.of(
          "the deployment "
              + evidence.identityKey().map(Bytes::hex).orElse("without identity key")
              + " isn't accepted");
    }
    return Optional.empty();
  }
}
