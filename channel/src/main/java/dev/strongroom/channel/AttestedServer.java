// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Verified;
import java.time.Instant;

/// The server at the other end of one connection, once it was verified. Only a [ServerAppraisal]
/// makes one.
public final class AttestedServer {
  private final Verified<Claims> verified;
  private final KeyStatement keys;
  private final Bytes evidence;
  private final Instant goodUntil;

  AttestedServer(VerifiedStatement statement, Instant goodUntil) {
    this.verified = statement.verified();
    this.keys = statement.statement();
    this.evidence = statement.evidence();
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

  /// The evidence itself, for whoever keeps it or names its digest.
  public Bytes evidence() {
    return evidence;
  }

  /// Until when the connection may be used.
  public Instant goodUntil() {
    return goodUntil;
  }
}
