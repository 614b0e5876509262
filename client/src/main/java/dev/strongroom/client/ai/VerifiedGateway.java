// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Verified;
import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.message.MessageKeys;
import java.time.Instant;

/// A gateway that was verified. Only a client that verified it makes one.
public final class VerifiedGateway {
  /// How it is spoken to.
  public enum Way {
    /// TLS that ends inside, bound to evidence.
    ATTESTED_CHANNEL("attested-channel"),
    /// Single messages, encrypted to a key that evidence binds.
    ENCRYPTED_MESSAGES("encrypted-messages");

    private final String label;

    Way(String label) {
      this.label = label;
    }

    /// The stable name used in JSON.
    @Override
    public String toString() {
      return label;
    }
  }

  private final Way way;
  private final Verified<Claims> verified;
  private final KeyStatement keys;
  private final Bytes evidence;
  private final Instant goodUntil;

  private VerifiedGateway(
      Way way, Verified<Claims> verified, KeyStatement keys, Bytes evidence, Instant goodUntil) {
    this.way = way;
    this.verified = verified;
    this.keys = keys;
    this.evidence = evidence;
    this.goodUntil = goodUntil;
  }

  static VerifiedGateway of(AttestedServer server) {
    return new VerifiedGateway(
        Way.ATTESTED_CHANNEL,
        server.verified(),
        server.keys(),
        server.evidence(),
        server.goodUntil());
  }

  static VerifiedGateway of(MessageKeys keys) {
    return new VerifiedGateway(
        Way.ENCRYPTED_MESSAGES,
        keys.verified(),
        keys.statement(),
        keys.evidence(),
        keys.goodUntil());
  }

  /// How it is spoken to.
  public Way way() {
    return way;
  }

  /// Its verified claims, and the verdict.
  public Verified<Claims> verified() {
    return verified;
  }

  /// Its keys, bound by its evidence.
  public KeyStatement keys() {
    return keys;
  }

  /// The evidence that was verified.
  public Bytes evidence() {
    return evidence;
  }

  /// Until when it counts as verified; after that, new evidence is asked for.
  public Instant goodUntil() {
    return goodUntil;
  }
}
