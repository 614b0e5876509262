// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Third-party jars by their coordinates without the version, since only one can be loaded.
final class TrustedBase {
  /// One jar, and who it is by content.
  record Jar(String version, String sha256) {}

  /// One row of the file.
  record Row(Jar jar, String licence, String reason) {}

  // What dependency:list writes:
  // group:artifact:type[:classifier]:version:scope:file[ (optional)][ -- module name]
  private static final Pattern LISTED =
      Pattern.compile(
          "([^:]+:[^:]+):jar(:[^:]+)?:([^:]+):(?:compile|runtime):(.+?\\.jar)(?: \\(optional\\))?(?: -- .*)?");

  private TrustedBase() {}

  /// What `file` says should be there: artifact, version, licence, SHA-256 and reason in each row.
  static Map<String, Row> written(Path file) throws IOException {
    Map<String, Row> rows = new TreeMap<>();
    for (String line : Rows.of(file)) {
      String[] cells = line.split(" *\\| *", -1);
      boolean complete = cells.length == 5 && Arrays.stream(cells).noneMatch(String::isBlank);
      if (!complete
          || rows.put(cells[0], new Row(new Jar(cells[1], cells[3]), cells[2], cells[4])) != null) {
        throw new IllegalArgumentException(
            file.getFileName() + ": incomplete or repeated: " + line);
      }
    }
    return rows;
  }

  /// What the build resolved, from the list that Maven wrote to `file`.
  static Map<String, Jar> resolved(Path file) throws IOException {
    Map<String, Jar> jars = new TreeMap<>();
    for (String line : Rows.of(file)) {
      Matcher listed = LISTED.matcher(line);
      if (listed.matches()) {
        String classifier = listed.group(2) == null ? "" : listed.group(2);
        jars.put(
            listed.group(1) + classifier,
            new Jar(listed.group(3), sha256(Path.of(listed.group(4)))));
      } else if (!line.endsWith(":") && !line.equals("none")) {
        throw new IllegalArgumentException(file + ": neither a heading nor a jar: " + line);
      }
    }
    return jars;
  }

  private static String sha256(Path jar) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
