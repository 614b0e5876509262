// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Test vectors of specifications, as files, and what tests make of them.
final class Vectors {
  static final SecureRandom RANDOM = new SecureRandom();

  private Vectors() {}

  /// The lines of a file that aren't comments, cut at `separator`.
  static List<String[]> read(String name, String separator) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Vectors.class.getResourceAsStream(name), name),
                StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(separator, -1))
          .toList();
    }
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static Secret secret(String digits) {
    return Secret.owning(hex(digits));
  }

  static Bytes sha256(String text) {
    try {
      return Bytes.copyOf(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// A device of which nothing but randomness is asked.
  static Device device(byte[] randomness) {
    return new Device() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public boolean simulated() {
        return true;
      }

      @Override
      public byte[] randomness() {
        return randomness.clone();
      }

      @Override
      public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce) {
        throw new AssertionError("no evidence is asked for");
      }
    };
  }

  static Entropy entropy() {
    byte[] devices = new byte[256];
    RANDOM.nextBytes(devices);
    return new Entropy(device(devices), RANDOM);
  }
}
