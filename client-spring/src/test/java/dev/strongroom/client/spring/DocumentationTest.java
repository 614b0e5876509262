// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// What `docs/spring.md` shows is what the tests beside run.
class DocumentationTest {
  private static final Path SOURCES = Path.of("src/test/java/dev/strongroom/client/spring/shop");

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(Files.readString(Path.of("../docs/spring.md")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void theCodeIsThatOfTheTests() throws IOException {
    String sources;
    try (Stream<Path> files = Files.list(SOURCES)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
      sources = all.toString();
    }
    assertThat(blocks("java")).hasSize(4).allSatisfy(block -> assertThat(sources).contains(block));
  }

  @Test
  void thePropertiesAreThoseThatAreRead() throws Exception {
    Properties shown = new Properties();
    shown.load(new StringReader(blocks("properties").getFirst()));
    ClientProperties read =
        new Binder(new MapConfigurationPropertySource(shown))
            .bind(ClientProperties.PREFIX, Bindable.mapOf(String.class, ClientProperties.class))
            .get()
            .get("greeter");
    assertThat(read.url()).isEqualTo("https://enclave.example:8443");
    assertThat(read.policy()).isEqualTo("classpath:greeter-policy.json");
    assertThat(read.identityKey()).hasSize(64);

    String text = Files.readString(Path.of("../docs/spring.md"));
    String table =
        text.substring(text.indexOf("## Properties"), text.indexOf("## What is refused"));
    Map<String, String> described =
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (\\S+)")
            .matcher(table)
            .results()
            .collect(
                Collectors.toMap(
                    row -> row.group(1),
                    row -> row.group(2).replace("`", ""),
                    (a, _) -> a,
                    TreeMap::new));
    assertThat(described.keySet())
        .isEqualTo(
            Stream.of(ClientProperties.class.getRecordComponents())
                .map(component ->
                    component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(described)
        .containsEntry("way", read.way().toString())
        .containsEntry("reverify-after", read.reverifyAfter().toMinutes() + "m")
        .containsEntry("connect-timeout", read.connectTimeout().toSeconds() + "s")
        .containsEntry("read-timeout", read.readTimeout().toSeconds() + "s");
  }
}
