// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.util.Base64;

/// Base 64 (RFC 4648, 4) in the one form that encoders write: padded, no bits left over.
public final class StrictBase64 {
  private StrictBase64() {}

  /// The text of bytes.
  public static String encode(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// The bytes of text.
  ///
  /// @param what it is, for the complaint
  /// @throws MalformedLedgerException if an encoder would have written it otherwise
  public static Bytes decode(String text, String what) throws MalformedLedgerException {
    try {
      Bytes decoded = Bytes.copyOf(Base64.getDecoder().decode(text));
      if (encode(decoded).equals(text)) {
        return decoded;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new MalformedLedgerException(what + " isn't base 64");
  }
}
