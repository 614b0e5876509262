// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page has all files that it asks for: one that is missing keeps a browser from running any.
class ConsoleTest {
  private static final Path VERIFIER = Path.of("verifier", "src");
  private static final String BELOW = Console.PATH + "verifier/";
  private static final Pattern IMPORTED = Pattern.compile("from '(\\.[^']+)'");
  private static final Pattern NAMED = Pattern.compile("from '([^']+)'");
  private static final Pattern MODULE =
      Pattern.compile("\"(strongroom/[^\"]+)\":\"data:text/javascript;base64,([^\"]+)\"");

  @Test
  void servesTheWholeVerifier() throws IOException {
    Set<String> written;
    try (Stream<Path> files = Files.walk(VERIFIER)) {
      written =
          files
              .filter(Files::isRegularFile)
              .map(file -> VERIFIER.relativize(file).toString().replace('\\', '/'))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    Set<String> served =
        Console.all().keySet().stream()
            .filter(path -> path.startsWith(BELOW))
            .map(path -> path.substring(BELOW.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(served).isEqualTo(written);
  }

  @Test
  void servesWhateverIsImported() {
    Console.all()
        .forEach((path, file) -> {
          if (path.endsWith(".js")) {
            IMPORTED
                .matcher(file.text())
                .results()
                .map(found -> URI.create(path).resolve(found.group(1)).toString())
                .forEach(imported ->
                    assertThat(Console.find(imported)).as(path + " " + imported).isPresent());
          }
        });
  }

  @Test
  void namesInACopyWhateverIsImported() {
    Map<String, String> modules = new TreeMap<>();
    MODULE
        .matcher(PageCopy.html(""))
        .results()
        .forEach(found ->
            modules.put(
                found.group(1),
                new String(Base64.getDecoder().decode(found.group(2)), StandardCharsets.UTF_8)));
    assertThat(modules).hasSizeGreaterThan(50);
    modules.forEach((name, text) ->
        NAMED
            .matcher(text)
            .results()
            .forEach(found -> assertThat(modules).as(name).containsKey(found.group(1))));
  }
}
