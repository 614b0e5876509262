// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a relying party accepts of an answer of a model, as its receipt states it
/// (`docs/receipt.md`, section 8).
///
/// @param models names that requests may have asked for
/// @param backends where models may have run; one of them has to be like it
/// @param hops policies for the receipts that back ends have of their own, from the gateway's back
///   end on; each is needed
/// @param incompleteAllowed why an answer is accepted that was broken off; empty: it isn't
public record InferencePolicy(
    Requirement<Set<String>> models,
    Requirement<List<AcceptedBackend>> backends,
    Requirement<List<ReceiptPolicy>> hops,
    Optional<String> incompleteAllowed) {
  /// So many back ends can stand behind one another.
  public static final int MOST_HOPS = 8;

  /// Insists on accepted values, and on hops whose policies have no hops of their own.
  ///
  /// @throws IllegalArgumentException if a list is empty, or as long as none may be
  public InferencePolicy {
    if (models instanceof Require<Set<String>>(Set<String> wanted)) {
      models = new Require<>(Set.copyOf(notEmpty(wanted.isEmpty(), wanted, "models")));
    }
    if (backends instanceof Require<List<AcceptedBackend>>(List<AcceptedBackend> wanted)) {
      backends = new Require<>(List.copyOf(notEmpty(wanted.isEmpty(), wanted, "backends")));
    }
    if (hops instanceof Require<List<ReceiptPolicy>>(List<ReceiptPolicy> wanted)) {
      hops = new Require<>(List.copyOf(notEmpty(wanted.isEmpty(), wanted, "hops")));
      if (wanted.size() > MOST_HOPS) {
        throw new IllegalArgumentException("more than " + MOST_HOPS + " hops");
      }
      if (wanted.stream()
          .flatMap(hop -> hop.inference().stream())
          .anyMatch(hop -> hop.hops() instanceof Require)) {
        throw new IllegalArgumentException("hops stand in the outermost policy, in their order");
      }
    }
    if (incompleteAllowed.isPresent()) {
      incompleteAllowed = Optional.of(new Ignore<>(incompleteAllowed.get()).why());
    }
  }

  /// Where a model may have run.
  public sealed interface AcceptedBackend {
    /// In the gateway's own process.
    ///
    /// @param weights SHA-256 of accepted files
    record Embedded(Requirement<Set<Bytes>> weights) implements AcceptedBackend {}

    /// Beside the gateway, in its own environment.
    record Loopback() implements AcceptedBackend {}

    /// In another environment, which the gateway attested.
    ///
    /// @param kind `attested`, or `tinfoil` for servers that publish their evidence
    /// @param evidence that the connection has to have been verified by
    /// @param simulatedAllowed why evidence of a simulated device is accepted; empty: it isn't
    record Attested(
        String kind, Requirement<AcceptedEvidence> evidence, Optional<String> simulatedAllowed)
        implements AcceptedBackend {
      /// Kinds of back ends that have evidence of their own.
      public static final Set<String> KINDS = Set.of("attested", "tinfoil");

      /// Insists on one of them.
      ///
      /// @throws IllegalArgumentException if there is no such kind
      public Attested {
        if (!KINDS.contains(kind)) {
          throw new IllegalArgumentException("no kind of attested back ends: " + kind);
        }
      }
    }
  }

  /// Evidence of a back end. What is empty isn't asked.
  ///
  /// @param kinds such as `sev-snp`
  /// @param sha256 of the evidence itself
  /// @param identityKeys of deployments
  public record AcceptedEvidence(Set<String> kinds, Set<Bytes> sha256, Set<Bytes> identityKeys) {
    /// Insists on one of them.
    ///
    /// @throws IllegalArgumentException if all are empty
    public AcceptedEvidence {
      kinds = Set.copyOf(kinds);
      sha256 = Set.copyOf(sha256);
      identityKeys = Set.copyOf(identityKeys);
      if (kinds.isEmpty() && sha256.isEmpty() && identityKeys.isEmpty()) {
        throw new IllegalArgumentException("evidence without kinds, sha256 and identityKeys");
      }
    }
  }

  private static <T> T notEmpty(boolean empty, T accepted, String part) {
    if (empty) {
      throw new IllegalArgumentException("an empty list of accepted values for " + part);
    }
    return accepted;
  }
}
