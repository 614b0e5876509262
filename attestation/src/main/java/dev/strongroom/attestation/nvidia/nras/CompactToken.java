// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Base64;
import java.util.Optional;

/// A JSON Web Token in its compact form (RFC 7515, 7.1); nothing in it is verified.
///
/// @param encoded the whole token
/// @param signedPart what the signature is over: header and payload as they were sent
/// @param algorithm what the header calls the algorithm
/// @param keyId which key the header names
/// @param critical the header demands that extensions be understood
/// @param payload the claims
/// @param signature the signature's value; empty if there is none
public record CompactToken(
    Bytes encoded,
    Bytes signedPart,
    String algorithm,
    Optional<String> keyId,
    boolean critical,
    JsonNode payload,
    Bytes signature) {

  static CompactToken parse(JsonNode node) throws MalformedJsonException {
    String text = node.text();
    int first = text.indexOf('.');
    int last = text.lastIndexOf('.');
    if (first <= 0 || first == last || text.indexOf('.', first + 1) != last) {
      throw node.error("not a compact token");
    }
    JsonNode header = json(node, text.substring(0, first));
    Optional<JsonNode> keyId = header.optional("kid");
    return new CompactToken(
        Bytes.utf8(text),
        Bytes.utf8(text.substring(0, last)),
        header.member("alg").text(),
        keyId.isEmpty() ? Optional.empty() : Optional.of(keyId.get().text()),
        header.optional("crit").isPresent(),
        json(node, text.substring(first + 1, last)),
        decode(node, text.substring(last + 1)));
  }

  private static JsonNode json(JsonNode node, String part) throws MalformedJsonException {
    String text = decode(node, part).asUtf8();
    if (text == null) {
      throw node.error("part of a token that isn't UTF-8");
    }
    return JsonNode.parseWithNulls(text);
  }

  private static Bytes decode(JsonNode node, String part) throws MalformedJsonException {
    if (part.indexOf('=') >= 0) {
      throw node.error("part of a token with padding");
    }
    try {
      return Bytes.copyOf(Base64.getUrlDecoder().decode(part));
    } catch (IllegalArgumentException e) {
      throw node.error("part of a token that isn't base64url");
    }
  }

  /// A claim that is text; empty if it isn't there or something else.
  public Optional<String> text(String name) {
    return claim(name)
        .map(JsonNode::value)
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /// A claim that is a whole number; empty if it isn't there or something else.
  public Optional<Long> number(String name) {
    return claim(name).map(JsonNode::value).filter(Long.class::isInstance).map(Long.class::cast);
  }

  /// Whether a claim is there and true.
  public boolean isTrue(String name) {
    return claim(name).map(JsonNode::value).filter(Boolean.TRUE::equals).isPresent();
  }

  private Optional<JsonNode> claim(String name) {
    try {
      return payload.optional(name);
    } catch (MalformedJsonException e) {
      // Claims that aren't an object say nothing.
      return Optional.empty();
    }
  }
}
