// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What members know one another by: a key that derives from the deployment's root secret. Each tag
/// names the boot of the enclave that it is for or from, so none is worth anything elsewhere.
final class MemberKey implements AutoCloseable {
  /// Of a challenge, and of a tag.
  static final int LENGTH = 32;

  private static final String REQUEST = "strongroom member request v1";
  private static final String ANSWER = "strongroom member answer v1";

  private final Secret key;

  MemberKey(Enclave enclave) {
    this.key = enclave.secret("ledger members", LENGTH);
  }

  /// Shows that a request was handed on by a member.
  ///
  /// @param writer names the boot that it is for
  Bytes request(Bytes writer, Request request) {
    return tag(
        REQUEST,
        writer,
        Bytes.utf8(request.protection().name()),
        Bytes.utf8(request.method()),
        Bytes.utf8(target(request)),
        sha256(request.body()));
  }

  /// Shows that an answer to a challenge is a member's.
  ///
  /// @param self names the boot that it is from
  /// @param leading whether that one writes
  Bytes answer(Bytes self, Bytes challenge, boolean leading) {
    return tag(ANSWER, self, challenge, Bytes.utf8(leading ? "writer" : "member"));
  }

  /// Path and query as they are on the wire.
  static String target(Request request) {
    return request.query().isEmpty()
        ? request.rawPath()
        : request.rawPath() + "?" + request.query();
  }

  /// Compares tags without telling by its time how far they are the same.
  static boolean same(Bytes one, Bytes other) {
    return MessageDigest.isEqual(one.toByteArray(), other.toByteArray());
  }

  private Bytes tag(String label, Bytes... parts) {
    return key.use(bytes -> {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
        mac.update((label + "\0").getBytes(StandardCharsets.US_ASCII));
        for (Bytes part : parts) {
          mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length()).array());
          mac.update(part.toByteArray());
        }
        return Bytes.copyOf(mac.doFinal());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    });
  }

  /// SHA-256.
  static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    key.close();
  }
}
