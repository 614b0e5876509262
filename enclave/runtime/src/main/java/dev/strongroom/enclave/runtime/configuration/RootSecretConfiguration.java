// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.configuration;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Optional;

/// Which way leads to the root secret.
public sealed interface RootSecretConfiguration {

  /// What people and logs call it.
  String name();

  /// A plain file of the host's, for simulation only.
  record Simulated() implements RootSecretConfiguration {
    @Override
    public String name() {
      return "simulated (a plain file)";
    }
  }

  /// Released by AWS KMS to the attested measurement.
  ///
  /// @param region such as `eu-central-1`
  /// @param key the ARN of the KMS key
  /// @param endpoint `host:port`
  record Kms(String region, String key, String endpoint) implements RootSecretConfiguration {
    @Override
    public String name() {
      return "AWS KMS";
    }
  }

  /// Put together from operators' shares.
  ///
  /// @param threshold how many shares it takes, at least 2
  /// @param operators who have one
  record Quorum(int threshold, List<Operator> operators) implements RootSecretConfiguration {
    /// Copies the operators.
    public Quorum {
      operators = List.copyOf(operators);
    }

    @Override
    public String name() {
      return threshold + " of " + operators.size() + " operators";
    }
  }

  /// One who holds a share.
  ///
  /// @param encryptionKey X25519, 32 bytes: shares are encrypted to it
  /// @param signingKey Ed25519, 32 bytes: the operator's requests are signed by it
  record Operator(String name, Bytes encryptionKey, Bytes signingKey) {}

  /// Handed over by an enclave of the same deployment that runs already.
  ///
  /// @param sibling its `host:port`
  /// @param policy for its evidence
  /// @param identityKey the deployment's; empty: whichever the sibling has
  /// @param keep the KMS key under which it is kept for later starts, which then need no sibling;
  ///   empty: it isn't. Only where `identityKey` is pinned
  record HandOver(
      String sibling, AppraisalPolicy policy, Optional<Bytes> identityKey, Optional<Kms> keep)
      implements RootSecretConfiguration {
    /// Looks at what belongs together.
    ///
    /// @throws IllegalArgumentException if it is to be kept, and no identity key is pinned
    public HandOver {
      if (keep.isPresent() && identityKey.isEmpty()) {
        throw new IllegalArgumentException("what is kept is recognised by the identity key");
      }
    }

    @Override
    public String name() {
      return "hand-over from " + sibling + (keep.isPresent() ? ", kept under AWS KMS" : "");
    }
  }
}
