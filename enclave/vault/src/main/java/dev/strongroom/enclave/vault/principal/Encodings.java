// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.policy.Principal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The forms in which others send bytes, texts and names, each read in one way only.
final class Encodings {
  private Encodings() {}

  /// Base64url without padding (RFC 4648, section 5; RFC 7515, section 2).
  static String base64Url(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /// Reads what [#base64Url] wrote.
  ///
  /// @param most how many bytes there may be
  static Bytes base64Url(String encoded, int most) throws RefusedPrincipalException {
    if (encoded.length() <= (most * 4L + 2) / 3) {
      try {
        Bytes decoded = Bytes.copyOf(Base64.getUrlDecoder().decode(encoded));
        if (base64Url(decoded).equals(encoded)) {
          return decoded;
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
    }
    throw RefusedPrincipalException.malformed(
        "base64url without padding is needed, of at most " + most + " bytes");
  }

  /// JSON in UTF-8, strictly: no duplicates, no null, limited in depth.
  static JsonNode json(Bytes encoded) throws RefusedPrincipalException {
    String text = encoded.asUtf8();
    if (text == null) {
      throw RefusedPrincipalException.malformed("not UTF-8");
    }
    try {
      return JsonNode.parse(text);
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  /// Says where, but not what was there.
  static RefusedPrincipalException malformed(MalformedJsonException e) {
    return RefusedPrincipalException.malformed(
        e.place().isEmpty() ? "not the JSON that is needed" : "at " + e.place());
  }

  /// A principal, if it can have this name.
  static Principal principal(Principal.Kind kind, String name) throws RefusedPrincipalException {
    try {
      return new Principal(kind, name);
    } catch (IllegalArgumentException e) {
      throw new RefusedPrincipalException(
          PrincipalRefusal.UNUSABLE_NAME, "too long, or not printable ASCII");
    }
  }

  static Bytes sha256(Bytes content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      content.updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
