// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import java.time.Duration;
import java.util.Optional;

/// What a client demands of a connection.
///
/// @param appraisal for the evidence
/// @param endorsements what makers say of the hardware, where the evidence doesn't bring it along;
///   given, never fetched: who keeps a client for long makes a new policy when they run out
/// @param identityKey the deployment's Ed25519 identity key; empty: any deployment that runs the
///   accepted image, the client's own or a stranger's
/// @param fresh whether the hardware evidence itself has to carry this connection's nonce; slower,
///   and needless where the evidence's age is limited
/// @param reattestAfter how long a connection may be used before it has to be made anew
public record ChannelPolicy(
    AppraisalPolicy appraisal,
    Endorsements endorsements,
    Optional<Bytes> identityKey,
    boolean fresh,
    Duration reattestAfter) {

  /// Checks key and duration.
  public ChannelPolicy {
    if (identityKey.filter(key -> key.length() != 32).isPresent()) {
      throw new IllegalArgumentException("an identity key has 32 bytes");
    }
    if (!reattestAfter.isPositive()) {
      throw new IllegalArgumentException("the re-attestation age is a positive duration");
    }
  }

  /// For evidence that brings its endorsements along, as Nitro's does.
  public ChannelPolicy(
      AppraisalPolicy appraisal,
      Optional<Bytes> identityKey,
      boolean fresh,
      Duration reattestAfter) {
    this(appraisal, Endorsements.NONE, identityKey, fresh, reattestAfter);
  }
}
