// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Whoever shows a key: what derives from it and from the enclave's own secret, for as long as a
/// request takes. Neither of the two secrets alone leads to anything here.
public final class Owner implements AutoCloseable {
  /// The header in which the user's side shows its key.
  public static final String HEADER = "strongroom-history-key";

  /// Of the user's key, in bytes.
  public static final int KEY = 32;

  private static final Bytes SALT = Bytes.utf8("strongroom history v1");
  private static final Bytes OWNER = Bytes.utf8("owner");
  private static final Bytes MARK = Bytes.utf8("strongroom history mark v1\0");
  private static final int TEXT = 43;

  private final RootSecret root;
  private final int lane;

  private Owner(RootSecret root) {
    this.root = root;
    try (Secret named = root.derive("lane", Integer.BYTES)) {
      this.lane = named.use(bytes -> ByteBuffer.wrap(bytes).getInt());
    }
  }

  /// Takes the user's key from a request's headers, and wipes it.
  ///
  /// @param headers by lower-case name
  /// @param enclave the deployment's secret for histories
  /// @throws HistoryRefusedException if there is none, or not one that is well formed
  public static Owner of(Map<String, List<String>> headers, Secret enclave)
      throws HistoryRefusedException {
    List<String> shown = headers.getOrDefault(HEADER, List.of());
    if (shown.isEmpty()) {
      throw new HistoryRefusedException(
          "history-key-missing", 401, "the user's key is needed, in " + HEADER);
    }
    if (shown.size() == 1 && shown.getFirst().length() == TEXT) {
      byte[] key = decoded(shown.getFirst());
      try {
        if (key.length == KEY) {
          return of(key, enclave);
        }
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    }
    throw new HistoryRefusedException(
        "malformed-history-key", 400, HEADER + " takes 32 bytes in base64url without padding");
  }

  private static byte[] decoded(String text) {
    try {
      // The last character has two bits to spare.
      return "AEIMQUYcgkosw048".indexOf(text.charAt(text.length() - 1)) >= 0
          ? Base64.getUrlDecoder().decode(text)
          : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /// The owner of a key.
  ///
  /// @param key stays the caller's to wipe
  static Owner of(byte[] key, Secret enclave) {
    return new Owner(
        enclave.use(own -> {
          try {
            HKDFParameterSpec parameters =
                HKDFParameterSpec.ofExtract()
                    .addIKM(key)
                    .addIKM(own)
                    .addSalt(SALT.toByteArray())
                    .thenExpand(OWNER.toByteArray(), RootSecret.LENGTH);
            return new RootSecret(
                Secret.owning(KDF.getInstance("HKDF-SHA512").deriveData(parameters)));
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HKDF-SHA512", e);
          }
        }));
  }

  /// Which of so many lanes the owner's requests wait in.
  int lane(int lanes) {
    return Math.floorMod(lane, lanes);
  }

  /// What the host's store calls the head of one of the owner's volumes: 32 bytes that tell
  /// nothing.
  Bytes name(String id) {
    try (Secret name = root.derive("name/" + id, 32)) {
      return name.use(Bytes::copyOf);
    }
  }

  /// Seals heads.
  Sealing sealing(SecureRandom random) {
    return new Sealing(root, "head", 1, random);
  }

  /// The running hash of a volume's states, keyed: it tells nothing to whoever hasn't both secrets.
  ///
  /// @param before the mark of the state before; empty at first
  /// @param state all of it
  /// @return 16 bytes
  Bytes mark(String id, long version, Bytes before, Bytes state) {
    try (Secret key = root.derive("marks/" + id, 32)) {
      return key.use(bytes -> {
        try {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
          mac.update(MARK.toByteArray());
          mac.update(ByteBuffer.allocate(Long.BYTES).putLong(version).array());
          mac.update((byte) before.length());
          mac.update(before.toByteArray());
          return Bytes.copyOf(mac.doFinal(state.toByteArray())).slice(0, Marks.LENGTH);
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
      });
    }
  }

  /// Wipes it.
  @Override
  public void close() {
    root.close();
  }
}
