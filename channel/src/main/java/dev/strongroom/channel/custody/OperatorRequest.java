// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// What an operator asks of an enclave, signed by the operator's key.
///
/// The signature (Ed25519) is over the label `strongroom quorum request v1` with zeros up to 32
/// bytes, the action (1), the session (32), the length of the deployment's name (1), the name, and
/// the SHA-256 of the payload. The session is random, made by the enclave at each boot and told to
/// whoever verified it: so a request is worth nothing to another enclave, or another boot.
///
/// @param action what is asked
/// @param operator who asks
/// @param session of the enclave's boot, 32 bytes
/// @param payload depends on the action
/// @param signature 64 bytes
public record OperatorRequest(
    Action action, String operator, Bytes session, Bytes payload, Bytes signature) {
  /// Of a session's id, in bytes.
  public static final int SESSION = 32;

  private static final int LABEL = 32;
  private static final int SIGNATURE = 64;

  /// What can be asked for.
  public enum Action {
    /// Make a root secret. No payload.
    BIRTH(1),
    /// The share is stored and was decrypted. Payload: [SealedShare#possession].
    CONFIRM(2),
    /// Use my share. Payload: a [ReleasedShare].
    RELEASE(3),
    /// Not sent: the operator's own seal on a stored share. Payload: [SealedShare#encoded]; the
    /// session is the ceremony.
    STORE(4);

    private final byte code;

    Action(int code) {
      this.code = (byte) code;
    }
  }

  /// Signs a request.
  public static OperatorRequest sign(
      Action action,
      String operator,
      String deployment,
      Bytes session,
      Bytes payload,
      SigningKey key) {
    return new OperatorRequest(
        action, operator, session, payload, key.sign(signed(action, deployment, session, payload)));
  }

  /// Whether the operator with this key asked it of this deployment.
  public boolean signedBy(Bytes signingKey, String deployment) {
    return SigningKey.verifies(signingKey, signed(action, deployment, session, payload), signature);
  }

  private static byte[] signed(Action action, String deployment, Bytes session, Bytes payload) {
    byte[] name = deployment.getBytes(StandardCharsets.UTF_8);
    Bytes digest = Sha256.of("payload", payload.toByteArray());
    return ByteBuffer.allocate(LABEL + 1 + SESSION + 1 + name.length + digest.length())
        .put("strongroom quorum request v1".getBytes(StandardCharsets.US_ASCII))
        .position(LABEL)
        .put(action.code)
        .put(session.toByteArray())
        .put((byte) name.length)
        .put(name)
        .put(digest.toByteArray())
        .array();
  }

  /// As JSON: `version` 1, `operator`, `session` (hexadecimal), `payload` (base64; missing if
  /// empty), `signature` (hexadecimal). The action is said by the path.
  public String json() {
    return "{\"version\":1,\"operator\":\""
        + operator
        + "\",\"session\":\""
        + session.hex()
        + (payload.isEmpty() ? "" : "\",\"payload\":\"" + JsonBytes.of(payload))
        + "\",\"signature\":\""
        + signature.hex()
        + "\"}";
  }

  /// Reads a request.
  ///
  /// @throws MalformedCustodyException if it isn't one; says nothing of what was sent
  public static OperatorRequest parse(Action action, Bytes body) throws MalformedCustodyException {
    String text = body.asUtf8();
    if (text == null) {
      throw new MalformedCustodyException("not UTF-8");
    }
    try {
      JsonNode node = JsonNode.parse(text);
      node.onlyMembers(Set.of("version", "operator", "session", "payload", "signature"));
      node.member("version").integer(1, 1);
      var payload = node.optional("payload");
      return new OperatorRequest(
          action,
          node.member("operator").text(),
          JsonBytes.hex(node.member("session"), SESSION),
          payload.isPresent() ? JsonBytes.read(payload.get()) : Bytes.EMPTY,
          JsonBytes.hex(node.member("signature"), SIGNATURE));
    } catch (MalformedJsonException e) {
      throw new MalformedCustodyException("not an operator's request");
    }
  }
}
