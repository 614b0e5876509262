// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.custody.JsonBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/// What an heir sends: evidence that binds a key of the moment to the giver's nonce.
///
/// The evidence's nonce is the giver's; its public key, where its kind has such a field, the heir's
/// HPKE key; its user data, or the digest that its kind binds in their place, are the SHA-512 of
/// `strongroom hand-over heir v1`, a zero, and: length (2) and bytes of the giver's key statement,
/// length (1) and bytes of the deployment's name, the nonce (32), the key (32). With the giver's
/// statement in it, the request is worth nothing to another giver, or after the giver's next boot.
///
/// @param nonce the giver's, 32 bytes
/// @param key X25519, 32 bytes, born for this request
/// @param evidence of the heir
record HeirRequest(Bytes nonce, Bytes key, Bytes evidence) {
  static final int NONCE = 32;

  /// What the root secret is encrypted for.
  static final Bytes INFO = Bytes.utf8("strongroom hand-over v1");

  private static final int KEY = 32;

  /// The user data of the heir's evidence.
  static Bytes userData(KeyStatement giver, String deployment, Bytes nonce, Bytes key) {
    return sha512("strongroom hand-over heir v1", parts(giver, deployment, nonce, key));
  }

  /// What the encrypted root secret is tied to: the same, and the evidence.
  Bytes context(KeyStatement giver, String deployment) {
    return sha512(
        "strongroom hand-over answer v1",
        parts(giver, deployment, nonce, key),
        evidence.toByteArray());
  }

  private static byte[] parts(KeyStatement giver, String deployment, Bytes nonce, Bytes key) {
    byte[] statement = giver.encoded().toByteArray();
    byte[] name = Bytes.utf8(deployment).toByteArray();
    return ByteBuffer.allocate(2 + statement.length + 1 + name.length + NONCE + KEY)
        .putShort((short) statement.length)
        .put(statement)
        .put((byte) name.length)
        .put(name)
        .put(nonce.toByteArray())
        .put(key.toByteArray())
        .array();
  }

  private static Bytes sha512(String label, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      Bytes.utf8(label + "\0").updateTo(digest);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }

  /// As JSON: `version` 1, `nonce` and `key` in hexadecimal digits, `evidence` in base64.
  String json() {
    return "{\"version\":1,\"nonce\":\""
        + nonce.hex()
        + "\",\"key\":\""
        + key.hex()
        + "\",\"evidence\":\""
        + JsonBytes.of(evidence)
        + "\"}";
  }

  /// Reads a request.
  ///
  /// @throws MalformedJsonException if it isn't one
  static HeirRequest parse(Bytes body) throws MalformedJsonException {
    String text = body.asUtf8();
    JsonNode node = JsonNode.parse(text == null ? "" : text);
    node.onlyMembers(Set.of("version", "nonce", "key", "evidence"));
    node.member("version").integer(1, 1);
    return new HeirRequest(
        JsonBytes.hex(node.member("nonce"), NONCE),
        JsonBytes.hex(node.member("key"), KEY),
        JsonBytes.read(node.member("evidence")));
  }
}
