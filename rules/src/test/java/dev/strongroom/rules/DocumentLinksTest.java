// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Links of the documentation lead to files that are there, and to headings that they have.
class DocumentLinksTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *#*$");
  private static final Pattern CODE = Pattern.compile("(`+)(.*?)\\1");
  private static final Pattern LINKED = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> console = Files.list(ROOT.resolve("console/verifier"))) {
      Stream.of(top, docs, console)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .forEach(documents::add);
    }
    documents.add(ROOT.resolve("examples/README.md"));
    documents.add(ROOT.resolve("examples/service/README.md"));
    return documents;
  }

  /// The lines that aren't in a fence.
  private static List<String> prose(Path document) throws IOException {
    List<String> prose = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readAllLines(document)) {
      if (line.strip().startsWith("```")) {
        fenced = !fenced;
      } else if (!fenced) {
        prose.add(line);
      }
    }
    return prose;
  }

  /// Anchors as GitHub makes them of headings.
  private static Set<String> anchors(Path document) throws IOException {
    Set<String> anchors = new TreeSet<>();
    Map<String, Integer> times = new HashMap<>();
    for (String line : prose(document)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String words = LINKED.matcher(heading.group(1)).replaceAll("$1").replaceAll("[`*]", "");
        String anchor =
            words
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc}\\- ]", "")
                .replace(' ', '-');
        int before = times.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      for (String line : prose(document)) {
        Matcher link = LINK.matcher(CODE.matcher(line).replaceAll("code"));
        while (link.find()) {
          String to = link.group(1) != null ? link.group(1) : link.group(2);
          if (!to.matches("[a-z]+:.*")) {
            links++;
            problem(document, to).ifPresent(broken::add);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(300);
  }

  private static Optional<String> problem(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path to = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    String at = ROOT.relativize(document) + ": " + link;
    if (!Files.exists(to)) {
      return Optional.of(at + " isn't there");
    }
    boolean heading =
        parts.length == 1 || !to.toString().endsWith(".md") || anchors(to).contains(parts[1]);
    return heading ? Optional.empty() : Optional.of(at + " has no such heading");
  }
}
