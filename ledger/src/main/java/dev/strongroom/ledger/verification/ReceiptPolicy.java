// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.NitroPolicy.Binding;
import dev.strongroom.attestation.snp.SnpPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a relying party accepts as a receipt. Each part is required or ignored for a stated reason;
/// a policy in which one was forgotten isn't built, nor one that asks neither which log nor which
/// program it was.
public final class ReceiptPolicy {
  private final Requirement<List<VerifierKey>> logs;
  private final Requirement<AppraisalPolicy> enclave;
  private final Optional<String> earlierEpochsAllowed;
  private final Requirement<WitnessQuorum> witnesses;
  private final Requirement<List<TrustAnchor>> timestamps;
  private final Requirement<TimeWindow> time;
  private final Optional<InferencePolicy> inference;

  /// When the entry has to have been made, by the word of others than the enclave's clock.
  ///
  /// @param after the latest bound from below that is accepted has to be this late
  /// @param before the earliest bound from above has to be this early
  public record TimeWindow(Optional<Instant> after, Optional<Instant> before) {
    /// Insists on one of them.
    ///
    /// @throws IllegalArgumentException if none is there, or the window is empty
    public TimeWindow {
      if (after.isEmpty() && before.isEmpty()) {
        throw new IllegalArgumentException("a time without \"after\" and \"before\" asks nothing");
      }
      if (after.isPresent() && before.isPresent() && !after.get().isBefore(before.get())) {
        throw new IllegalArgumentException("\"after\" isn't before \"before\"");
      }
    }
  }

  private ReceiptPolicy(Builder built) {
    logs = decided(built.logs, "logs");
    enclave = decided(built.enclave, "enclave");
    if (logs instanceof Ignore && enclave instanceof Ignore) {
      throw new IllegalStateException(
          "the policy ignores both log and enclave: anybody could have made the receipt");
    }
    boolean dated = !(built.witnesses instanceof Ignore) || !(built.timestamps instanceof Ignore);
    if (enclave instanceof Require<AppraisalPolicy>(AppraisalPolicy accepted)
        && !(accepted instanceof NitroPolicy)
        && !dated) {
      throw new IllegalStateException(
          "evidence of the kind "
              + accepted.kind()
              + " states no time: witnesses or time-stamps have to say when it is judged");
    }
    earlierEpochsAllowed = Optional.ofNullable(built.earlierEpochsAllowed);
    witnesses = decided(built.witnesses, "witnesses");
    timestamps = decided(built.timestamps, "timestamps");
    time = decided(built.time, "time");
    inference = Optional.ofNullable(built.inference);
  }

  private static <T> Requirement<T> decided(@Nullable Requirement<T> requirement, String part) {
    if (requirement == null) {
      throw new IllegalStateException("the policy says neither require nor ignore for " + part);
    }
    return requirement;
  }

  /// A policy to fill in.
  public static Builder builder() {
    return new Builder();
  }

  /// The accepted logs' keys.
  public Requirement<List<VerifierKey>> logs() {
    return logs;
  }

  /// What is accepted of the enclave whose key signed the checkpoint.
  public Requirement<AppraisalPolicy> enclave() {
    return enclave;
  }

  /// Why entries are accepted that are older than the epoch whose evidence the receipt has; empty:
  /// they aren't.
  public Optional<String> earlierEpochsAllowed() {
    return earlierEpochsAllowed;
  }

  /// Which witnesses have to have cosigned the checkpoint.
  public Requirement<WitnessQuorum> witnesses() {
    return witnesses;
  }

  /// Whose time-stamps are asked for.
  public Requirement<List<TrustAnchor>> timestamps() {
    return timestamps;
  }

  /// When the entry has to have been made.
  public Requirement<TimeWindow> time() {
    return time;
  }

  /// What is accepted of answers of models; empty: their receipts are of any.
  public Optional<InferencePolicy> inference() {
    return inference;
  }

  /// Collects a policy. Used by one thread.
  public static final class Builder {
    private @Nullable Requirement<List<VerifierKey>> logs;
    private @Nullable Requirement<AppraisalPolicy> enclave;
    private @Nullable String earlierEpochsAllowed;
    private @Nullable Requirement<WitnessQuorum> witnesses;
    private @Nullable Requirement<List<TrustAnchor>> timestamps;
    private @Nullable Requirement<TimeWindow> time;
    private @Nullable InferencePolicy inference;

    private Builder() {}

    /// Requires the key of one of these logs.
    ///
    /// @throws IllegalArgumentException if there are none, or one is a witness's key
    public Builder requireLogs(List<VerifierKey> accepted) {
      for (VerifierKey key : notEmpty(accepted, "logs")) {
        if (key.type() != KeyType.ED25519) {
          throw new IllegalArgumentException(key.name() + ": a witness's key, not a log's");
        }
      }
      logs = new Require<>(List.copyOf(accepted));
      return this;
    }

    /// Accepts any log's key that the evidence binds.
    public Builder ignoreLogs(String why) {
      logs = new Ignore<>(why);
      return this;
    }

    /// Requires evidence that this policy accepts. What it binds is compared by the receipt's own
    /// checks, whatever the policy says of key and user data. Evidence that states no time,
    /// SEV-SNP's and TDX's, is judged as of when witnesses or time-stamps show that it existed.
    ///
    /// @throws IllegalArgumentException if the policy requires a nonce, which evidence of an epoch
    ///   has none of, or is for a kind that no epoch has
    public Builder requireEnclave(AppraisalPolicy accepted) {
      switch (accepted) {
        case NitroPolicy nitro -> {
          if (nitro.binding(Binding.NONCE) instanceof Require) {
            throw new IllegalArgumentException("an epoch's evidence is bound to no nonce");
          }
        }
        case SnpPolicy snp -> {
          if (snp.nonce() instanceof Require) {
            throw new IllegalArgumentException("an epoch's evidence is bound to no nonce");
          }
        }
        case TdxPolicy _ -> {
          // Knows no nonces.
        }
        default ->
            throw new IllegalArgumentException(
                "no epoch's evidence is of the kind " + accepted.kind());
      }
      enclave = new Require<>(accepted);
      return this;
    }

    /// Accepts whatever program the log's key is held by.
    public Builder ignoreEnclave(String why) {
      enclave = new Ignore<>(why);
      return this;
    }

    /// Accepts entries as well that are older than the epoch whose evidence the receipt has, so
    /// that nothing shows which program made them; never the default.
    ///
    /// @throws IllegalArgumentException if no reason is given
    public Builder allowEarlierEpochs(String why) {
      earlierEpochsAllowed = new Ignore<>(why).why();
      return this;
    }

    /// Requires cosignatures.
    ///
    /// @throws IllegalArgumentException if the quorum asks for none
    public Builder requireWitnesses(WitnessQuorum quorum) {
      if (quorum.threshold() < 1) {
        throw new IllegalArgumentException("a quorum of no witnesses asks nothing");
      }
      witnesses = new Require<>(quorum);
      return this;
    }

    /// Asks for no cosignatures.
    public Builder ignoreWitnesses(String why) {
      witnesses = new Ignore<>(why);
      return this;
    }

    /// Requires a time-stamp under one of these roots.
    ///
    /// @throws IllegalArgumentException if there are none
    public Builder requireTimestamps(List<TrustAnchor> roots) {
      timestamps = new Require<>(List.copyOf(notEmpty(roots, "timestamps")));
      return this;
    }

    /// Looks at no time-stamps.
    public Builder ignoreTimestamps(String why) {
      timestamps = new Ignore<>(why);
      return this;
    }

    /// Requires bounds in time.
    public Builder requireTime(TimeWindow window) {
      time = new Require<>(window);
      return this;
    }

    /// Accepts entries of any time.
    public Builder ignoreTime(String why) {
      time = new Ignore<>(why);
      return this;
    }

    /// Has answers of models judged too; receipts of anything else are judged as without.
    public Builder inference(InferencePolicy accepted) {
      inference = accepted;
      return this;
    }

    /// The policy.
    ///
    /// @throws IllegalStateException if a part was neither required nor ignored, log and enclave
    ///   were both ignored, or nothing says when evidence without a time is judged; says which
    public ReceiptPolicy build() {
      return new ReceiptPolicy(this);
    }

    private static <C extends Collection<?>> C notEmpty(C accepted, String part) {
      if (accepted.isEmpty()) {
        throw new IllegalArgumentException("an empty list of accepted values for " + part);
      }
      return accepted;
    }
  }
}
