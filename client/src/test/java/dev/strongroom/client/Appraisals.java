// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.channel.fixtures.Channels;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// How tests judge.
final class Appraisals {
  static final FakeNitro VENDOR = FakeNitro.create();
  static final Instant NOW = FakeNitro.TIME.plusSeconds(9);

  private Appraisals() {}

  static ServerAppraisal of(ChannelPolicy policy, InstantSource clock) {
    return new ServerAppraisal(
        policy, Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)), clock);
  }

  /// Accepts enclaves of [#VENDOR], for connections of a minute.
  static ServerAppraisal lasting(Duration age, InstantSource clock) {
    return of(
        new ChannelPolicy(
            Channels.appraisal(VENDOR.simulatedAnchor(), false), Optional.empty(), false, age),
        clock);
  }

  static ServerAppraisal usual() {
    return lasting(Duration.ofMinutes(10), () -> NOW);
  }
}
