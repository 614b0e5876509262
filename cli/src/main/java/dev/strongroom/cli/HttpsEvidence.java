// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.MalformedExchangeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Evidence that a server shows to whoever comes over plain HTTPS, already compared with the key of
/// the very connection it came over.
///
/// @param evidence still to be appraised
/// @param keys that it has to bind
record HttpsEvidence(Bytes evidence, KeyStatement keys) {
  private static final int NONCE = 32;
  private static final int MILLISECONDS = 10_000;

  /// Asks `https://host[:port]` for evidence with a nonce of ours.
  ///
  /// @throws UsageException if it can't be reached, or shows nothing that could be appraised
  /// @throws UnboundEvidenceException if it shows evidence for another key or nonce
  static HttpsEvidence fetch(String address) throws UsageException, UnboundEvidenceException {
    byte[] nonce = new byte[NONCE];
    new SecureRandom().nextBytes(nonce);
    Bytes asked = Bytes.copyOf(nonce);
    try {
      URI uri = URI.create(address).resolve(HttpsAttestation.PATH + "?nonce=" + asked.hex());
      HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
      LeafKey leafKey = LeafKey.capturing(connection);
      connection.setConnectTimeout(MILLISECONDS);
      connection.setReadTimeout(MILLISECONDS);
      connection.setInstanceFollowRedirects(false);
      byte[] body;
      try (InputStream in = connection.getInputStream()) {
        body = in.readNBytes(HttpsAttestation.MOST_TEXT);
      } finally {
        connection.disconnect();
      }
      return checked(parse(new String(body, StandardCharsets.UTF_8)), leafKey.captured(), asked);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(address + ": no evidence to be had: " + e.getMessage());
    }
  }

  private static HttpsEvidence checked(HttpsAttestation attestation, Bytes leafKey, Bytes nonce)
      throws UnboundEvidenceException, MalformedExchangeException {
    if (!attestation.binds(leafKey, nonce)) {
      throw new UnboundEvidenceException();
    }
    return new HttpsEvidence(attestation.evidence(), KeyStatement.parse(attestation.statement()));
  }

  private static HttpsAttestation parse(String json) throws IOException {
    Map<String, Bytes> parts = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the response isn't an object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          parts.put(name, Bytes.copyOf(Base64.getDecoder().decode(parser.getString())));
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new IOException("the response isn't JSON", e);
    }
    return new HttpsAttestation(
        parts.getOrDefault("statement", Bytes.EMPTY),
        parts.getOrDefault("evidence", Bytes.EMPTY),
        parts.getOrDefault("signature", Bytes.EMPTY));
  }
}
