// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.image.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A DSSE envelope, version 1.0.0: bytes, what they mean, and signatures over both.
///
/// @param payloadType what the payload is, such as `application/vnd.in-toto+json`
/// @param payload what is signed
/// @param signatures at least one
public record Envelope(String payloadType, Bytes payload, List<Signed> signatures) {
  private static final int MOST_SIGNATURES = 16;

  /// One signature.
  ///
  /// @param keyId a hint that nobody vouches for
  /// @param value as its algorithm writes it
  public record Signed(Optional<String> keyId, Bytes value) {}

  /// @throws IllegalArgumentException without a signature
  public Envelope {
    signatures = List.copyOf(signatures);
    if (signatures.isEmpty()) {
      throw new IllegalArgumentException("an envelope has at least one signature");
    }
  }

  /// What is signed (DSSE protocol, PAE): `DSSEv1 LENGTH TYPE LENGTH PAYLOAD`, lengths in bytes.
  public static Bytes preAuthentication(String payloadType, Bytes payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("DSSEv1 " + type.length + " " + payloadType + " " + payload.length() + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + payload.length()];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(payload.toByteArray(), 0, all, head.length, payload.length());
    return Bytes.copyOf(all);
  }

  /// Reads an envelope. Members that aren't known are left aside, as the format demands: nothing
  /// signs them, and nothing here looks at them.
  ///
  /// @throws ReleaseException if it isn't one
  public static Envelope parse(String json) throws ReleaseException {
    try {
      JsonNode root = JsonNode.parse(json);
      List<Signed> signatures = new ArrayList<>();
      for (JsonNode item : root.member("signatures").items()) {
        Optional<JsonNode> keyId = item.optional("keyid");
        signatures.add(
            new Signed(
                keyId.isPresent() ? Optional.of(keyId.get().text()) : Optional.empty(),
                base64(item.member("sig"))));
      }
      if (signatures.size() > MOST_SIGNATURES) {
        throw root.member("signatures").error("more than " + MOST_SIGNATURES);
      }
      return new Envelope(
          root.member("payloadType").text(), base64(root.member("payload")), signatures);
    } catch (MalformedJsonException e) {
      throw new ReleaseException(ReleaseProblem.MALFORMED, "no DSSE envelope: " + e.getMessage());
    }
  }

  /// The envelope as a file: JSON with a line's end.
  public Bytes json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("payloadType", payloadType);
    members.put("payload", base64(payload));
    members.put("signatures", signatures.stream().map(Envelope::members).toList());
    return JsonTree.indented(members);
  }

  private static Map<String, Object> members(Signed signature) {
    Map<String, Object> members = new LinkedHashMap<>();
    signature.keyId().ifPresent(keyId -> members.put("keyid", keyId));
    members.put("sig", base64(signature.value()));
    return members;
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// Ordinary or URL-safe: the format allows both.
  private static Bytes base64(JsonNode node) throws MalformedJsonException {
    try {
      return Bytes.copyOf(
          Base64.getDecoder().decode(node.text().replace('-', '+').replace('_', '/')));
    } catch (IllegalArgumentException e) {
      throw node.error("not base64");
    }
  }
}
