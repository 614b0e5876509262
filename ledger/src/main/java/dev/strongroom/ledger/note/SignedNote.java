// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Text with signatures (C2SP signed-note, "Format"). Nothing is verified yet.
///
/// @param text ends with a line feed
/// @param signatures in their order, at least one, at most [#MAX_SIGNATURES]
public record SignedNote(String text, List<NoteSignature> signatures) {
  /// More than any log has witnesses.
  public static final int MAX_SIGNATURES = 64;

  private static final int MAX_LENGTH = 1 << 20;

  /// Copies the list.
  public SignedNote {
    signatures = List.copyOf(signatures);
  }

  /// Reads a note.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static SignedNote parse(Bytes encoded) throws MalformedLedgerException {
    String note = encoded.length() > MAX_LENGTH ? null : encoded.asUtf8();
    if (note == null) {
      throw new MalformedLedgerException("the note isn't UTF-8, or longer than a mebibyte");
    }
    return parse(note);
  }

  /// Reads a note.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static SignedNote parse(String note) throws MalformedLedgerException {
    if (note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      throw new MalformedLedgerException("control characters in the note");
    }
    // Half of a surrogate pair has no bytes of its own: what was signed could be something else.
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(note)) {
      throw new MalformedLedgerException("the note isn't well-formed Unicode");
    }
    int split = note.lastIndexOf("\n\n");
    if (split < 0 || !note.endsWith("\n")) {
      throw new MalformedLedgerException("the note has no signatures");
    }
    List<NoteSignature> signatures = signatures(note.substring(split + 2));
    if (signatures.isEmpty()) {
      throw new MalformedLedgerException("the note has no signatures");
    }
    return new SignedNote(note.substring(0, split + 1), signatures);
  }

  /// Reads signature lines.
  ///
  /// @param lines each with its line feed; empty for none
  /// @throws MalformedLedgerException if one of them isn't a signature line, or there are too many
  public static List<NoteSignature> signatures(String lines) throws MalformedLedgerException {
    if (!lines.isEmpty() && !lines.endsWith("\n")) {
      throw new MalformedLedgerException("the last signature has no line feed");
    }
    List<NoteSignature> signatures = new ArrayList<>();
    if (lines.isEmpty()) {
      return signatures;
    }
    // Not by `lines`, to which a carriage return is an end as well.
    for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
      if (signatures.size() == MAX_SIGNATURES) {
        throw new MalformedLedgerException("more than " + MAX_SIGNATURES + " signatures");
      }
      signatures.add(NoteSignature.parse(line));
    }
    return signatures;
  }

  /// The same with more signatures.
  public SignedNote with(List<NoteSignature> more) {
    return new SignedNote(text, Stream.concat(signatures.stream(), more.stream()).toList());
  }

  /// The note as it travels.
  public String encoded() {
    return text + "\n" + signatures.stream().map(NoteSignature::line).collect(Collectors.joining());
  }

  /// The signature that says that it is from `key`, if there is one; of several the first.
  public Optional<NoteSignature> from(VerifierKey key) {
    return signatures.stream().filter(signature -> signature.isFrom(key)).findFirst();
  }
}
