// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.debian.UntrustedArchiveException.Reason;
import java.util.List;
import java.util.stream.Collectors;

/// A text with its signature below it (RFC 9580, 7), taken apart strictly: nothing before, nothing
/// after, no header but `Hash`. So what is verified is all that there is, and what is read later is
/// exactly what was verified.
///
/// @param lines of the text, without blanks at their ends
/// @param signature the armoured block
record ClearSigned(List<String> lines, String signature) {
  private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
  private static final String END = "-----END PGP SIGNATURE-----";

  static ClearSigned parse(Bytes bytes) throws UntrustedArchiveException {
    String all = bytes.asUtf8();
    if (all == null || all.indexOf('\0') >= 0) {
      throw malformed("it isn't text");
    }
    List<String> lines = all.lines().toList();
    int begin = lines.indexOf("");
    int signature = lines.indexOf(SIGNATURE);
    if (lines.isEmpty() || !lines.getFirst().equals(BEGIN) || begin < 0 || signature < begin) {
      throw malformed("it isn't a signed message");
    }
    if (!lines.subList(1, begin).stream().allMatch(line -> line.matches("Hash: [A-Z0-9, -]+"))) {
      throw malformed("it has a header other than \"Hash\"");
    }
    if (lines.indexOf(END) != lines.size() - 1) {
      throw malformed("it doesn't end with its signature");
    }
    List<String> block = lines.subList(signature, lines.size());
    if (block.lastIndexOf(SIGNATURE) != 0) {
      throw malformed("it has more than one block of signatures");
    }
    return new ClearSigned(
        unescaped(lines.subList(begin + 1, signature)), String.join("\n", block) + "\n");
  }

  /// The bytes that were signed: lines parted by CR and LF, without the last one's end.
  Bytes signed() {
    return Bytes.utf8(String.join("\r\n", lines));
  }

  /// A dash at a line's beginning was escaped when it was signed; no other may be there.
  private static List<String> unescaped(List<String> lines) throws UntrustedArchiveException {
    if (lines.stream().anyMatch(line -> line.startsWith("-") && !line.startsWith("- "))) {
      throw malformed("it has a line that begins with a dash");
    }
    return lines.stream()
        .map(line -> line.startsWith("- ") ? line.substring(2) : line)
        .map(line -> line.replaceAll("[ \t\r]+$", ""))
        .collect(Collectors.toUnmodifiableList());
  }

  private static UntrustedArchiveException malformed(String problem) {
    return new UntrustedArchiveException(Reason.NOT_SIGNED, problem);
  }
}
