// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.compare.ContentDifference.OtherBytes;
import dev.strongroom.image.compare.ContentDifference.OtherEntries;
import dev.strongroom.image.compare.ContentDifference.OtherLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Finds out how two files differ: as texts, as jars, else as bytes.
final class FileComparison {
  /// A text that is larger isn't shown by lines.
  private static final int LARGEST_TEXT = 1 << 20;

  private static final int SHOWN = 120;
  private static final int BEFORE = 40;

  /// A jar in a jar in a jar is looked into, and no deeper one.
  private static final int DEEPEST = 3;

  /// The list of a larger jar's entries might not fit into memory.
  private static final long LARGEST_JAR = 1L << 28;

  private static final Bytes ZIP_MAGIC = Bytes.fromHex("504b0304");

  private FileComparison() {}

  /// Compares two files.
  ///
  /// @param scratch a folder for what jars in jars are unpacked to
  /// @param depth 0 for a file that is in no jar
  /// @return empty if they have the same bytes
  static Optional<ContentDifference> of(Path first, Path second, Path scratch, int depth)
      throws IOException {
    Blob a = Blob.of(first);
    Blob b = Blob.of(second);
    Optional<Excerpt> found = Excerpt.of(a, b);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Excerpt at = found.get();
    if (depth < DEEPEST && isJar(a) && isJar(b)) {
      try {
        return Optional.of(jar(at, first, second, scratch, depth));
      } catch (ZipException | IllegalArgumentException e) {
        // No jar after all, or one with names that are no text: its bytes are what is left.
        return Optional.of(new OtherBytes(at, a.size(), b.size()));
      }
    }
    String firstText = text(a);
    String secondText = text(b);
    if (firstText != null && secondText != null) {
      return Optional.of(line(at, firstText, secondText));
    }
    return Optional.of(new OtherBytes(at, a.size(), b.size()));
  }

  private static OtherEntries jar(Excerpt at, Path first, Path second, Path scratch, int depth)
      throws IOException {
    return new JarComparison(scratch, depth).compare(at, first, second);
  }

  private static boolean isJar(Blob file) throws IOException {
    if (file.size() > LARGEST_JAR) {
      return false;
    }
    try (InputStream in = file.open()) {
      return Bytes.copyOf(in.readNBytes(ZIP_MAGIC.length())).equals(ZIP_MAGIC);
    }
  }

  private static @Nullable String text(Blob file) throws IOException {
    if (file.size() > LARGEST_TEXT) {
      return null;
    }
    try (InputStream in = file.open()) {
      String text = Bytes.copyOf(in.readAllBytes()).asUtf8();
      boolean plain =
          text != null
              && text.chars().allMatch(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r');
      return plain ? text : null;
    }
  }

  private static OtherLine line(Excerpt at, String first, String second) {
    List<String> a = List.of(first.split("\n", -1));
    List<String> b = List.of(second.split("\n", -1));
    int line = 0;
    while (line < a.size() && line < b.size() && a.get(line).equals(b.get(line))) {
      line++;
    }
    String inFirst = line < a.size() ? a.get(line) : "";
    String inSecond = line < b.size() ? b.get(line) : "";
    int from = start(inFirst, inSecond);
    return new OtherLine(at, line + 1, shown(inFirst, from), shown(inSecond, from));
  }

  /// Where to begin, so that the place where two long lines part is seen.
  private static int start(String first, String second) {
    int same = 0;
    while (same < first.length()
        && same < second.length()
        && first.charAt(same) == second.charAt(same)) {
      same++;
    }
    int from = same < SHOWN - BEFORE ? 0 : same - BEFORE;
    return from > 0 && Character.isLowSurrogate(first.charAt(from)) ? from - 1 : from;
  }

  private static String shown(String line, int from) {
    int end = Math.min(from + SHOWN, line.length());
    if (end < line.length() && end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return (from > 0 ? "…" : "")
        + line.substring(Math.min(from, end), end)
        + (end < line.length() ? "…" : "");
  }
}
