// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TimeStampRequestGenerator;

/// What an authority is asked (RFC 3161, 2.4.1): the body of a POST. The authority's certificates
/// are asked for as well, so that the token can be checked alone.
///
/// @param sha256 of what is to be stamped
/// @param nonce 8 to 32 bytes that the token has to repeat
public record TimestampRequest(Bytes sha256, Optional<Bytes> nonce) {
  /// The body's media type (RFC 3161, 3.4).
  public static final String MEDIA_TYPE = "application/timestamp-query";

  /// The answer's media type, for [TimestampToken#ofResponse].
  public static final String RESPONSE_MEDIA_TYPE = "application/timestamp-reply";

  static final int DIGEST_LENGTH = 32;

  private static final int LEAST_NONCE = 8;
  private static final int LONGEST_NONCE = 32;

  /// Checks the lengths.
  public TimestampRequest {
    if (sha256.length() != DIGEST_LENGTH) {
      throw new IllegalArgumentException("a SHA-256 of " + sha256.length() + " bytes");
    }
    nonce.ifPresent(TimestampRequest::integer);
  }

  /// A nonce as the number that travels.
  static BigInteger integer(Bytes nonce) {
    if (nonce.length() < LEAST_NONCE || nonce.length() > LONGEST_NONCE) {
      throw new IllegalArgumentException("a nonce of " + nonce.length() + " bytes");
    }
    return new BigInteger(1, nonce.toByteArray());
  }

  /// The request's DER.
  public Bytes encoded() {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    try {
      return Bytes.copyOf(
          generator
              .generate(
                  NISTObjectIdentifiers.id_sha256,
                  sha256.toByteArray(),
                  nonce.map(TimestampRequest::integer).orElse(null))
              .getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException("written to memory", e);
    }
  }
}
