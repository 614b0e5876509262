// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A public key with the name under which it signs notes (C2SP signed-note, "Verifier keys").
///
/// @param name not empty, without spaces and plus signs
/// @param type what it signs, and how
/// @param publicKey as long as the type says
public record VerifierKey(String name, KeyType type, Bytes publicKey) {
  private static final int ID = 4;

  /// Checks name and length.
  ///
  /// @throws IllegalArgumentException if one of them is wrong
  public VerifierKey {
    if (!isName(name)) {
      throw new IllegalArgumentException("the name of a key has neither spaces nor plus signs");
    }
    if (publicKey.length() != type.keyLength()) {
      throw new IllegalArgumentException("a key of " + publicKey.length() + " bytes");
    }
  }

  /// Whether a key may be called so: not empty, no Unicode spaces, no controls, no plus sign.
  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(c ->
                c == '+'
                    || Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || Character.isISOControl(c));
  }

  /// The first four bytes of SHA-256 over name, line feed, type and key.
  public int id() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      Bytes.utf8(name + "\n").updateTo(sha256);
      sha256.update((byte) type.code());
      publicKey.updateTo(sha256);
      return ByteBuffer.wrap(sha256.digest(), 0, ID).getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The key in its text form, `NAME+ID+KEY`.
  public String text() {
    byte[] material = new byte[1 + publicKey.length()];
    material[0] = (byte) type.code();
    System.arraycopy(publicKey.toByteArray(), 0, material, 1, publicKey.length());
    return String.format("%s+%08x+%s", name, id(), Base64.getEncoder().encodeToString(material));
  }

  /// Reads a key in its text form.
  ///
  /// @throws MalformedLedgerException if it isn't one of a known type, or names another id
  public static VerifierKey parse(String text) throws MalformedLedgerException {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3) {
      throw new MalformedLedgerException("a key is written NAME+ID+KEY");
    }
    Bytes material = StrictBase64.decode(parts[2], "the key");
    if (material.isEmpty()) {
      throw new MalformedLedgerException("a key without bytes");
    }
    KeyType type =
        KeyType.of(material.at(0))
            .orElseThrow(
                () -> new MalformedLedgerException("a key of unknown type " + material.at(0)));
    VerifierKey key;
    try {
      key = new VerifierKey(parts[0], type, material.slice(1, material.length()));
    } catch (IllegalArgumentException e) {
      throw new MalformedLedgerException(String.valueOf(e.getMessage()));
    }
    if (!parts[1].equals(String.format("%08x", key.id()))) {
      throw new MalformedLedgerException("the key's id is another than " + parts[1]);
    }
    return key;
  }

  @Override
  public String toString() {
    return text();
  }
}
