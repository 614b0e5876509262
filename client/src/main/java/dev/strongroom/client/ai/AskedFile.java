// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `NAME.asked.json` of a [ReceiptFolder]: what this side knows of an answer. It is canonical JSON
/// (RFC 8785) and a line's end, with a checksum against accidents: who may write the folder can
/// write that too.
///
/// @param at when the answer began, by this machine's clock
/// @param target path and query that were asked
/// @param status of the answer
/// @param complete whether it had its proper end; not yet, while it comes
/// @param salt 32 bytes
/// @param request SHA-256 of the body as it was sent
/// @param response SHA-256 of the body as it came
/// @param length of that, in bytes
/// @param evidence SHA-256 of the evidence that the gateway was verified by
/// @param identityKey of the gateway's deployment
/// @param content whether request and response are kept beside it
/// @param id what the gateway calls the request; empty if it named it nothing
public record AskedFile(
    Instant at,
    String target,
    int status,
    boolean complete,
    Bytes salt,
    Bytes request,
    Bytes response,
    long length,
    Bytes evidence,
    Bytes identityKey,
    boolean content,
    Optional<String> id) {
  /// What its name ends in.
  public static final String EXTENSION = ".asked.json";

  private static final int MOST = 16 << 10;
  private static final int DIGEST = 32;
  private static final Set<String> MEMBERS =
      Set.of(
          "version",
          "at",
          "target",
          "status",
          "complete",
          "salt",
          "requestSha256",
          "responseSha256",
          "responseLength",
          "evidenceSha256",
          "identityKey",
          "content",
          "id",
          "checksum");

  /// The file's text.
  public String text() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("version", 1);
    members.put("at", at.toString());
    members.put("target", target);
    members.put("status", status);
    members.put("complete", complete);
    members.put("salt", Base64.getUrlEncoder().withoutPadding().encodeToString(salt.toByteArray()));
    members.put("requestSha256", request.hex());
    members.put("responseSha256", response.hex());
    members.put("responseLength", length);
    members.put("evidenceSha256", evidence.hex());
    members.put("identityKey", identityKey.hex());
    members.put("content", content);
    id.ifPresent(name -> members.put("id", name));
    members.put("checksum", sha256(CanonicalJson.encode(members)).hex());
    return CanonicalJson.text(members) + "\n";
  }

  /// Reads such a file.
  ///
  /// @throws MalformedJsonException if it is none, or a byte of it was changed; says where and why
  public static AskedFile parse(Bytes file) throws MalformedJsonException {
    String text = file.length() > MOST ? null : file.asUtf8();
    if (text == null) {
      throw new MalformedJsonException("", "not UTF-8, or longer than " + MOST + " bytes");
    }
    JsonNode node = JsonNode.parse(text);
    node.onlyMembers(MEMBERS);
    node.member("version").integer(1, 1);
    Optional<JsonNode> id = node.optional("id");
    AskedFile asked =
        new AskedFile(
            instant(node.member("at")),
            node.member("target").text(),
            node.member("status").integer(100, 599),
            node.member("complete").flag(),
            salt(node.member("salt")),
            digest(node.member("requestSha256")),
            digest(node.member("responseSha256")),
            length(node.member("responseLength")),
            digest(node.member("evidenceSha256")),
            digest(node.member("identityKey")),
            node.member("content").flag(),
            id.isEmpty() ? Optional.empty() : Optional.of(id.get().text()));
    digest(node.member("checksum"));
    if (!asked.text().equals(text)) {
      throw new MalformedJsonException("", "it was changed: another checksum, or another form");
    }
    return asked;
  }

  static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Instant instant(JsonNode node) throws MalformedJsonException {
    try {
      return Instant.parse(node.text());
    } catch (DateTimeException e) {
      throw node.error("a time is needed");
    }
  }

  private static Bytes salt(JsonNode node) throws MalformedJsonException {
    try {
      Bytes salt = Bytes.copyOf(Base64.getUrlDecoder().decode(node.text()));
      if (salt.length() == DIGEST) {
        return salt;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("32 bytes in base64url are needed");
  }

  private static Bytes digest(JsonNode node) throws MalformedJsonException {
    try {
      Bytes digest = Bytes.fromHex(node.text());
      if (digest.length() == DIGEST) {
        return digest;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("64 hexadecimal digits are needed");
  }

  private static long length(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long length && length >= 0) {
      return length;
    }
    throw node.error("a length in bytes is needed");
  }
}
