// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Verified;
import java.time.Instant;

/// The server at the other end of one connection, once it was verified. Only a [ServerAppraisal]
/// makes one.
public final class AttestedServer {
  private final Verified<Claims> verified;
  private final KeyStatement keys;
  private final Instant goodUntil;

  AttestedServer(Verified<Claims> verified, KeyStatement keys, Instant goodUntil) {
    this.verified = verified;
    this.keys = keys;
    this.goodUntil = goodUntil;
  }

  /// Its verified claims, and the verdict.
  public Verified<Claims> verified() {
    return verified;
  }

  /// Its keys, bound by its evidence.
  public KeyStatement keys() {
    return keys;
  }

  /// Until when the connection may be used.
  public Instant goodUntil() {
    return goodUntil;
  }
}
