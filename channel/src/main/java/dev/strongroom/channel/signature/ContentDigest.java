// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// `Content-Digest` (RFC 9530, section 2) by SHA-256, and by nothing else.
public final class ContentDigest {
  private static final String ALGORITHM = "sha-256";
  private static final int LENGTH = 32;

  private ContentDigest() {}

  /// The field for this body.
  public static String of(Bytes body) {
    return field(sha256(body).toByteArray());
  }

  /// The field for this body, of which no copy is made: the caller may wipe it.
  static String of(byte[] body) {
    return field(sha256().digest(body));
  }

  private static String field(byte[] digest) {
    return ALGORITHM + "=:" + Base64.getEncoder().encodeToString(digest) + ":";
  }

  /// Reads the digest.
  ///
  /// @return 32 bytes
  /// @throws RefusedRequestException if the field has anything but one SHA-256
  public static Bytes parse(String field) throws RefusedRequestException {
    FieldReader in = new FieldReader(field);
    if (!in.key().equals(ALGORITHM)) {
      throw FieldReader.malformed("the digest has to be " + ALGORITHM);
    }
    in.expect('=');
    Bytes digest = in.bytes();
    in.end();
    if (digest.length() != LENGTH) {
      throw FieldReader.malformed("a digest of the wrong length");
    }
    return digest;
  }

  /// Makes sure that the field is that of the body.
  ///
  /// @throws RefusedRequestException if it isn't
  public static void check(String field, Bytes body) throws RefusedRequestException {
    if (!parse(field).equals(sha256(body))) {
      throw new RefusedRequestException(
          Refusal.WRONG_DIGEST, "the body isn't the one that was signed for");
    }
  }

  static Bytes sha256(Bytes content) {
    MessageDigest digest = sha256();
    content.updateTo(digest);
    return Bytes.copyOf(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
