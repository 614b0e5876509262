// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.nio.ByteBuffer;

/// A signature line of a note, which may be anybody's.
///
/// @param name of the key
/// @param keyId of the key
/// @param value the signature; with its time in front where the key's type has one
public record NoteSignature(String name, int keyId, Bytes value) {
  private static final String DASH = "\u2014 ";
  private static final int ID = 4;

  /// The signature of a key.
  public static NoteSignature of(VerifierKey key, Bytes value) {
    return new NoteSignature(key.name(), key.id(), value);
  }

  /// Whether it says that it is this key's.
  public boolean isFrom(VerifierKey key) {
    return keyId == key.id() && name.equals(key.name());
  }

  /// The line, with its line feed.
  public String line() {
    byte[] bytes =
        ByteBuffer.allocate(ID + value.length()).putInt(keyId).put(value.toByteArray()).array();
    return DASH + name + " " + StrictBase64.encode(Bytes.copyOf(bytes)) + "\n";
  }

  /// Reads a line.
  ///
  /// @param line without its line feed
  /// @throws MalformedLedgerException if it isn't a signature line
  public static NoteSignature parse(String line) throws MalformedLedgerException {
    String[] parts = line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : null;
    if (parts == null || parts.length != 2 || !VerifierKey.isName(parts[0])) {
      throw new MalformedLedgerException("not a signature line");
    }
    Bytes bytes = StrictBase64.decode(parts[1], "the signature of " + parts[0]);
    if (bytes.length() <= ID) {
      throw new MalformedLedgerException("the signature of " + parts[0] + " is too short");
    }
    return new NoteSignature(
        parts[0],
        ByteBuffer.wrap(bytes.slice(0, ID).toByteArray()).getInt(),
        bytes.slice(ID, bytes.length()));
  }
}
