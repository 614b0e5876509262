// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.operators;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/// What operators sign by Ed25519: a label that says what kind of statement it is, a zero byte, and
/// canonical JSON (RFC 8785).
public interface OperatorStatement {
  /// The longest reason, in characters.
  int MOST_REASON = 1000;

  /// Says what kind of statement it is; in ASCII, each kind's own.
  String label();

  /// The statement as part of an entry or a file.
  Map<String, Object> content();

  /// What is signed.
  default Bytes signed() {
    return CanonicalJson.labelled(label(), content());
  }

  /// SHA-256 of what is signed.
  default Bytes digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      signed().updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Checks why operators say something, in their words: everybody will read it in the log.
  ///
  /// @throws IllegalArgumentException if it is blank, too long or has control characters
  static void checkReason(String reason) {
    if (reason.isBlank()
        || reason.length() > MOST_REASON
        || reason.codePoints().anyMatch(OperatorStatement::strange)) {
      throw new IllegalArgumentException(
          "a reason has 1 to " + MOST_REASON + " characters in one line");
    }
  }

  private static boolean strange(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.SURROGATE;
  }
}
