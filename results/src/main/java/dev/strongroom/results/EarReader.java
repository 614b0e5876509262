// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cose.CoseSign1;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.results.ResultException.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Reads signed results, and gives out only what a key that is trusted has signed.
public final class EarReader {
  /// No token is longer; one with raw evidence may have some MiB.
  public static final int MAX_LENGTH = 4 << 20;

  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(60);

  private final List<PublicKey> keys;
  private final InstantSource clock;

  /// @param keys of verifiers that are trusted; with none, nothing is believed
  /// @param clock that times are compared with
  public EarReader(List<PublicKey> keys, InstantSource clock) {
    this.keys = List.copyOf(keys);
    this.clock = clock;
  }

  /// Reads a JWT.
  ///
  /// @throws ResultException if it isn't to be believed; says why
  public Ear jwt(String token) throws ResultException {
    String[] parts = token.length() > MAX_LENGTH ? new String[0] : token.split("\\.", -1);
    if (parts.length != 3) {
      throw malformed("not a JWT in compact form");
    }
    String algorithm;
    try {
      JsonNode header = JsonNode.parse(text(parts[0]));
      // Nobody knows whether what is critical was understood (RFC 7515, 4.1.11).
      if (header.optional("crit").isPresent()) {
        throw malformed("a critical header");
      }
      algorithm = header.member("alg").text();
    } catch (MalformedJsonException e) {
      throw malformed("its header: " + e.getMessage());
    }
    Bytes signed = Bytes.copyOf((parts[0] + "." + parts[1]).getBytes(StandardCharsets.ISO_8859_1));
    verify(signed, Bytes.EMPTY, decode(parts[2]), one -> one.jose().equals(algorithm), algorithm);
    return current(EarJson.read(text(parts[1])));
  }

  /// Reads a CWT.
  ///
  /// @throws ResultException if it isn't to be believed; says why
  public Ear cwt(Bytes token) throws ResultException {
    if (token.length() > MAX_LENGTH) {
      throw malformed("longer than " + MAX_LENGTH + " bytes");
    }
    try {
      CoseSign1 envelope = CoseSign1.parse(token);
      CborReader header = new CborReader(envelope.protectedHeader(), 0);
      if (header.mapHeader() != 1 || header.integer() != 1 || !envelope.unprotectedEmpty()) {
        throw malformed("other headers than the algorithm");
      }
      long algorithm = header.integer();
      header.end();
      verify(
          envelope.signedPrefix(),
          envelope.payload(),
          envelope.signature(),
          one -> one.cose() == algorithm,
          String.valueOf(algorithm));
      return current(EarCbor.read(envelope.payload()));
    } catch (CborException e) {
      throw malformed(e.getMessage());
    }
  }

  private void verify(
      Bytes first,
      Bytes second,
      Bytes value,
      java.util.function.Predicate<TokenAlgorithm> stated,
      String words)
      throws ResultException {
    boolean fitting = false;
    for (PublicKey key : keys) {
      Optional<TokenAlgorithm> algorithm = TokenAlgorithm.of(key).filter(stated);
      if (algorithm.isPresent()) {
        fitting = true;
        if (value.length() == TokenAlgorithm.SIGNATURE
            && verifies(key, algorithm.get(), first, second, value)) {
          return;
        }
      }
    }
    throw fitting
        ? new ResultException(Problem.SIGNATURE, "none of the keys made it")
        : new ResultException(Problem.ALGORITHM, "no key is for " + words);
  }

  private static boolean verifies(
      PublicKey key, TokenAlgorithm algorithm, Bytes first, Bytes second, Bytes value) {
    try {
      Signature signature = Signature.getInstance(algorithm.jca());
      signature.initVerify(key);
      first.updateTo(signature);
      second.updateTo(signature);
      return value.verifiedBy(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private Ear current(Ear ear) throws ResultException {
    Instant now = clock.instant();
    if (ear.issuedAt().isAfter(now.plus(CLOCKS_DIFFER))) {
      throw new ResultException(Problem.FROM_THE_FUTURE, "issued at " + ear.issuedAt());
    }
    if (ear.expires().isPresent() && !now.isBefore(ear.expires().get())) {
      throw new ResultException(Problem.EXPIRED, "at " + ear.expires().get());
    }
    return ear;
  }

  private static String text(String part) throws ResultException {
    String text = decode(part).asUtf8();
    if (text == null) {
      throw malformed("not UTF-8");
    }
    return text;
  }

  private static Bytes decode(String part) throws ResultException {
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(part);
      // One text for the same bytes: no padding, no bits that don't count.
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(part)) {
        throw malformed("not base64url as it is written");
      }
      return Bytes.copyOf(decoded);
    } catch (IllegalArgumentException e) {
      throw malformed("not base64url");
    }
  }

  private static ResultException malformed(String detail) {
    return new ResultException(Problem.MALFORMED, detail);
  }
}
