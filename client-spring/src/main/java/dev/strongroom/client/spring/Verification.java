// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Verified;
import dev.strongroom.channel.KeyStatement;
import java.time.Instant;

/// An enclave that was verified.
///
/// @param at when
/// @param goodUntil when what was verified, a connection or a key, may no longer be used
/// @param verified its claims, and the checks that they passed
/// @param keys its own, bound by its evidence
public record Verification(
    Instant at, Instant goodUntil, Verified<Claims> verified, KeyStatement keys) {

  /// Whether no hardware vouches for it: whoever runs it can read everything.
  public boolean simulated() {
    return verified.claims().simulated();
  }
}
