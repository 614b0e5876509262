// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestationSource.Attested;
import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Evidence for those who come over plain HTTPS (`docs/attested-channel.md`, section 8): bound to
/// the server's leaf key and a nonce of the client's, but not to one connection.
///
/// @param statement an encoded [KeyStatement]
/// @param evidence binds it
/// @param signature by the attestation key over leaf key and nonce, 64 bytes
/// @param leafKeyInfo the leaf key that was signed, as the server names it; empty if it wasn't
///   told. Worth something to those who don't rely on the connection: see [VerifiedStatement]
public record HttpsAttestation(
    Bytes statement, Bytes evidence, Bytes signature, Bytes leafKeyInfo) {
  /// Where the enclave serves it; the query is `nonce=` and hexadecimal digits.
  public static final String PATH = "/.well-known/strongroom/attestation";

  /// Of a nonce, in bytes.
  public static final int LEAST_NONCE = 16, MOST_NONCE = 64;

  /// Of the whole text, in characters: evidence as long as may be, in base64, and the rest.
  public static final int MOST_TEXT = ExchangeResponse.MAX_EVIDENCE / 3 * 4 + (16 << 10);

  private static final String BASE64 = "\\s*+:\\s*+\"([A-Za-z0-9+/]*+={0,2})\"\\s*+";
  private static final Pattern JSON =
      Pattern.compile(
          "\\s*+\\{\\s*+\"version\"\\s*+:\\s*+1\\s*+,\\s*+\"statement\""
              + BASE64
              + ",\\s*+\"evidence\""
              + BASE64
              + ",\\s*+\"signature\""
              + BASE64
              + ",\\s*+\"leafKey\""
              + BASE64
              + "\\}\\s*+");

  /// One whose leaf key the server didn't name, or the client doesn't care for.
  public HttpsAttestation(Bytes statement, Bytes evidence, Bytes signature) {
    this(statement, evidence, signature, Bytes.EMPTY);
  }

  /// Makes one, for whoever holds the attestation key.
  ///
  /// @param leafKeyInfo SubjectPublicKeyInfo of the server's certificate
  /// @throws IllegalArgumentException if the nonce is too short or too long
  /// @throws IOException if no evidence can be had
  public static HttpsAttestation make(AttestationSource source, Bytes leafKeyInfo, Bytes nonce)
      throws IOException {
    if (nonce.length() < LEAST_NONCE || nonce.length() > MOST_NONCE) {
      throw new IllegalArgumentException(
          "a nonce has " + LEAST_NONCE + " to " + MOST_NONCE + " bytes");
    }
    Attested attested = source.current();
    Bytes statement = attested.statement().encoded();
    byte[] transcript = Transcript.ofHttps(statement, attested.evidence(), leafKeyInfo, nonce);
    return new HttpsAttestation(
        statement, attested.evidence(), attested.attestationKey().sign(transcript), leafKeyInfo);
  }

  /// Reads what [#json] makes: its members in their order, nothing else.
  ///
  /// @throws MalformedExchangeException if it isn't that
  public static HttpsAttestation parse(String json) throws MalformedExchangeException {
    if (json.length() > MOST_TEXT) {
      throw new MalformedExchangeException("longer than " + MOST_TEXT + " characters");
    }
    Matcher parts = JSON.matcher(json);
    if (!parts.matches()) {
      throw new MalformedExchangeException("not an attestation of version 1");
    }
    try {
      Bytes evidence = decoded(parts.group(2));
      if (evidence.length() > ExchangeResponse.MAX_EVIDENCE) {
        throw new MalformedExchangeException("evidence of " + evidence.length() + " bytes");
      }
      return new HttpsAttestation(
          decoded(parts.group(1)), evidence, decoded(parts.group(3)), decoded(parts.group(4)));
    } catch (IllegalArgumentException e) {
      throw new MalformedExchangeException("not Base64");
    }
  }

  private static Bytes decoded(String base64) {
    return Bytes.copyOf(Base64.getDecoder().decode(base64));
  }

  /// Whether the statement's attestation key signed this very leaf key and nonce. Says nothing of
  /// the evidence, which has to be appraised with the statement's keys as challenge.
  ///
  /// @throws MalformedExchangeException if the statement isn't one
  public boolean binds(Bytes leafKeyInfo, Bytes nonce) throws MalformedExchangeException {
    return SigningKey.verifies(
        KeyStatement.parse(statement).attestationKey(),
        Transcript.ofHttps(statement, evidence, leafKeyInfo, nonce),
        signature);
  }

  /// The body of the response. Nothing in it needs escaping.
  public String json() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "{\"version\":1,\"statement\":\""
        + base64.encodeToString(statement.toByteArray())
        + "\",\"evidence\":\""
        + base64.encodeToString(evidence.toByteArray())
        + "\",\"signature\":\""
        + base64.encodeToString(signature.toByteArray())
        + "\",\"leafKey\":\""
        + base64.encodeToString(leafKeyInfo.toByteArray())
        + "\"}\n";
  }
}
