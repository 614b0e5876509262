// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// Private keys in files: PKCS #8 in PEM, not encrypted. What was read is wiped.
final class PrivateKeyFile {
  private static final int MOST = 16 << 10;
  private static final byte[] BEGIN = ascii("-----BEGIN PRIVATE KEY-----");
  private static final byte[] END = ascii("-----END PRIVATE KEY-----");

  private PrivateKeyFile() {}

  static PrivateKey read(Path file) throws UsageException {
    byte[] content = {};
    try {
      if (Files.size(file) > MOST) {
        throw new UsageException(file + ": longer than " + MOST + " bytes");
      }
      content = Files.readAllBytes(file);
      return decode(file, content);
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static PrivateKey decode(Path file, byte[] content) throws UsageException {
    int from = find(content, BEGIN);
    int to = find(content, END);
    if (from < 0 || to < from) {
      throw new UsageException(file + ": no private key in PEM (PKCS #8, not encrypted)");
    }
    byte[] base64 = Arrays.copyOfRange(content, from + BEGIN.length, to);
    byte[] der = {};
    try {
      der = Base64.getMimeDecoder().decode(base64);
      for (String algorithm : new String[] {"EC", "Ed25519"}) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
          // Then it may be of the other sort.
        }
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ": not base64 in PEM");
    } finally {
      Arrays.fill(base64, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
    throw new UsageException(file + ": neither a key of P-256 nor of Ed25519");
  }

  private static int find(byte[] content, byte[] part) {
    for (int at = 0; at + part.length <= content.length; at++) {
      if (Arrays.equals(content, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
