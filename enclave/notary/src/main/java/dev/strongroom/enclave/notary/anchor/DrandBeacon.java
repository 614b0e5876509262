// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The latest round of a chain of drand's, from an HTTP relay ("HTTP API reference", drand
/// developer documentation). Its signature (BLS12-381) isn't verified here, since no library in the
/// enclave can: whoever relies on a value verifies it, or compares it with the published one.
///
/// What can be checked is: the value fits together, the rounds never go back, and the round is due
/// by the chain's own timetable.
final class DrandBeacon {
  /// How far the enclave's clock may be behind.
  private static final Duration SKEW = Duration.ofMinutes(1);

  private static final int SUCCESS = 200;
  private static final int SHA256 = 32;

  /// Signatures in G1 and in G2, in bytes.
  private static final int SHORT = 48;

  private static final int LONG = 96;

  /// A round.
  ///
  /// @param number counted from 1
  /// @param signature of the chain's key; the round's randomness is its SHA-256
  /// @param time when it came out, by the chain's timetable
  record Round(long number, Bytes signature, Instant time) {}

  private final AnchorSettings.Beacon settings;
  private final Outside outside;
  private final InstantSource clock;
  private long last;

  DrandBeacon(AnchorSettings.Beacon settings, Outside outside, InstantSource clock) {
    this.settings = settings;
    this.outside = outside;
    this.clock = clock;
  }

  /// Asks for the latest round. For one thread.
  Round latest() throws AnchorException, InterruptedException {
    URI uri = URI.create(settings.url() + "/" + settings.chain() + "/public/latest");
    Outside.Answer answer = outside.call(HttpRequest.newBuilder(uri).GET().build());
    if (answer.status() != SUCCESS) {
      throw new AnchorException(
          answer.status() >= 500 ? AnchorFailure.FAILED : AnchorFailure.REFUSED,
          "HTTP " + answer.status());
    }
    Round round = read(answer.body());
    Instant now = clock.instant();
    if (round.number() < last) {
      throw stale("round " + round.number() + " after " + last);
    }
    if (round.time().isAfter(now.plus(SKEW))) {
      throw stale("round " + round.number() + " isn't due before " + round.time());
    }
    if (round.time().isBefore(now.minus(settings.oldest()))) {
      throw stale("round " + round.number() + " is of " + round.time());
    }
    last = round.number();
    return round;
  }

  private Round read(Bytes body) throws AnchorException {
    try {
      String text = body.asUtf8();
      if (text == null) {
        throw new AnchorException(AnchorFailure.MALFORMED, "not UTF-8");
      }
      JsonNode node = JsonNode.parse(text);
      long number = number(node.member("round"));
      Bytes signature = hex(node.member("signature"));
      if (signature.length() != SHORT && signature.length() != LONG) {
        throw node.member("signature").error("of " + signature.length() + " bytes");
      }
      if (!AnchorFields.hex(node.member("randomness"), SHA256).equals(sha256(signature))) {
        throw node.member("randomness").error("not the signature's SHA-256");
      }
      Duration since = settings.period().multipliedBy(number - 1);
      return new Round(number, signature, settings.genesis().plus(since));
    } catch (MalformedJsonException e) {
      throw new AnchorException(AnchorFailure.MALFORMED, e.getMessage());
    } catch (ArithmeticException | DateTimeException e) {
      throw new AnchorException(AnchorFailure.MALFORMED, "a round beyond all times");
    }
  }

  private static long number(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number && number > 0) {
      return number;
    }
    throw node.error("a round's number is needed");
  }

  private static Bytes hex(JsonNode node) throws MalformedJsonException {
    return AnchorFields.hex(node, node.text().length() / 2);
  }

  private static AnchorException stale(String detail) {
    return new AnchorException(AnchorFailure.STALE, detail);
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
