// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectReaderTest {
  private static final String LEAST =
      """
      version: 1
      name: payments
      deployment: payments
      rootSecret: { source: simulated }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void readsAllMembers() throws Exception {
    Project project =
        read(
            """
            version: 1
            name: payments
            release: 1.2.0-rc.1
            jars: [lib, "app.jar"]
            java:
              options: ["-Xmx128m", "-Dgreeting=hello world", "--add-opens=java.base/java.lang=ALL-UNNAMED"]
              modules: [java.sql]
            files:
              conf/app.properties: config/app.properties
            libraries: [libgomp.so.1]
            memory: 512
            deployment: payments
            rootSecret: { source: kms, region: eu-central-1, key: "arn:aws:kms:x" }
            egress: ["api.example.com:443"]
            environment: { MODE: live }
            temporary: 1500
            settings:
              ledger: { origin: example.com/log, quorum: 0 }
            """);
    assertThat(project.name()).isEqualTo("payments");
    assertThat(project.version()).isEqualTo("1.2.0-rc.1");
    assertThat(project.jars()).containsExactly("lib", "app.jar");
    assertThat(project.javaOptions())
        .containsExactly(
            "-Xmx128m", "-Dgreeting=hello world", "--add-opens=java.base/java.lang=ALL-UNNAMED");
    assertThat(project.modules()).containsExactly("java.sql");
    assertThat(project.files()).isEqualTo(Map.of("conf/app.properties", "config/app.properties"));
    assertThat(project.libraries()).containsExactly("libgomp.so.1");
    assertThat(project.memory()).isEqualTo(512);
    assertThat(project.folder()).isEqualTo(folder);
    assertThat(project.configuration().asUtf8())
        .isEqualTo(
            "{\"deployment\":\"payments\",\"egress\":[\"api.example.com:443\"],"
                + "\"environment\":{\"MODE\":\"live\"},\"rootSecret\":{\"source\":\"kms\","
                + "\"region\":\"eu-central-1\",\"key\":\"arn:aws:kms:x\"},"
                + "\"settings\":{\"ledger\":{\"origin\":\"example.com/log\",\"quorum\":0}},"
                + "\"temporary\":1500,\"version\":1}");
  }

  @Test
  void needsLittle() throws Exception {
    Project project = read(LEAST);
    assertThat(project.version()).isEqualTo("0");
    assertThat(project.jars()).isEmpty();
    assertThat(project.libraries()).isEmpty();
    assertThat(project.memory()).isEqualTo(384);
    assertThat(JsonNode.parse(String.valueOf(project.configuration().asUtf8())).names())
        .containsExactly("deployment", "rootSecret", "version");
  }

  @Test
  void theOrderOfMembersDoesNotMatter() throws Exception {
    Project other =
        read("rootSecret: {source: simulated}\ndeployment: payments\nname: payments\nversion: 1\n");
    assertThat(other.configuration()).isEqualTo(read(LEAST).configuration());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          versionn: 1              | unknown: versionn
          memory: 63               | memory: a whole number from 64
          memory: 1e3              | has to be quoted
          memory: 99999999999999999999 | has to be quoted
          memory: 1.5              | has to be quoted
          memory: .inf             | has to be quoted
          memory: 0x200            | memory: a whole number
          memory: 0o777            | memory: a whole number
          memory:                  | a value is missing
          memory: null             | a value is missing
          release: 1               | release: a text is needed
          release: "-1"            | release: a version is needed
          jars: app.jar            | jars: a list with at least one item
          jars: []                 | jars: a list with at least one item
          jars: [1]                | jars[0]: a text is needed
          java: []                 | java: an object is needed
          java: {opts: []}         | java: unknown: opts
          java: {options: ["-version"]} | isn't an option that a project can set
          java: {options: ["-jar"]}     | isn't an option that a project can set
          java: {options: ["@file"]}    | isn't an option that a project can set
          java: {options: ["-Da=\\nb"]} | isn't an option that a project can set
          java: {options: ["-Da=ü"]}    | isn't an option that a project can set
          java: {options: ["-Xshare:off"]} | isn't an option that a project can set
          java: {options: ["-XX:SharedArchiveFile=/x"]} | isn't an option that a project can set
          java: {options: ["-XX:AOTCache=/x"]} | isn't an option that a project can set
          java: {options: ["-XX:Flags=/x"]}    | isn't an option that a project can set
          java: {options: ["-XX:OnOutOfMemoryError=/x"]} | isn't an option that a project can set
          java: {modules: ["Java"]}     | java.modules[0]: a module such as java.sql
          files: {"../x": a}       | files: "../x" isn't a plain relative path
          files: {"/etc/x": a}     | files: "/etc/x" isn't a plain relative path
          files: {"a//b": a}       | files: "a//b" isn't a plain relative path
          files: {"": a}           | files: "" isn't a plain relative path
          files: {"ü": a}          | files: "ü" isn't a plain relative path
          files: {"a\\u0001": a}   | isn't a plain relative path
          files: {a: x, "a/b": y}  | files: "a" is a file and a folder
          files: {a: [x]}          | files.a: a text is needed
          files: {1: a}            | a key that is no text
          libraries: libgomp.so.1  | libraries: a list with at least one item
          libraries: [libc.so.6]   | libraries[0]: "libc.so.6" isn't one of libgomp.so.1
          libraries: [libgomp.so.1, libgomp.so.1] | libraries[1]: "libgomp.so.1" is there twice
          name: other              | found duplicate key name
          ? [a]                    | Non scalar key
          """)
  void refusesWhatItDoesNotKnow(String line, String problem) {
    assertThatThrownBy(() -> read(LEAST + line + "\n"))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void weightsGetRoomOfTheirOwn() throws Exception {
    // Of the memory that there is by default, temporary files have a quarter.
    assertThat(temporary(weights(1), "")).isEqualTo("96");
    assertThat(temporary(weights(88 << 20), "")).isEqualTo("96");
    assertThat(temporary(weights((88 << 20) + 1), "")).isEqualTo("97");
    assertThat(temporary(weights((88 << 20) + 1), "memory: 4096")).isEqualTo("1024");
    assertThat(temporary(weights(1 << 30, 1 << 30), "memory: 4096")).isEqualTo("2056");
    assertThat(temporary(weights(3 << 20), "temporary: 3")).isEqualTo("3");
    assertThat(temporary(settings("inside: {kind: loopback, port: 80}"), "")).isEqualTo("none");
    assertThat(temporary("settings: {inference: {models: []}}", "")).isEqualTo("none");
  }

  private String temporary(String settings, String more) throws Exception {
    Project project = read(LEAST + settings + "\n" + more + "\n");
    JsonNode configuration = JsonNode.parse(String.valueOf(project.configuration().asUtf8()));
    return configuration
        .optional("temporary")
        .map(node -> String.valueOf(node.value()))
        .orElse("none");
  }

  private static String weights(long... lengths) {
    return settings(
        IntStream.range(0, lengths.length)
            .mapToObj(i -> "b%d: {weights: {length: %d}}".formatted(i, lengths[i]))
            .collect(Collectors.joining(", ")));
  }

  private static String settings(String backends) {
    return "settings: {inference: {backends: {" + backends + "}}}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3145729   | temporary: 3 | temporary: the weights that settings.inference names need 4 MiB
          338690048 |              | memory: 384 MiB is too little for 323 MiB of weights
          338690048 | memory: 386  | memory: 386 MiB is too little for 323 MiB of weights
          0         |              | settings.inference.backends.b.weights.length: a number of bytes
          -1        |              | settings.inference.backends.b.weights.length: a number of bytes
          text      |              | settings.inference.backends.b.weights.length: a number of bytes
          9007199254740993 |       | settings.inference.backends.b.weights.length: a number of bytes
          """)
  void weightsThatFindNoRoomAreRefused(String length, @Nullable String line, String problem) {
    String settings = settings("b: {weights: {length: " + length + "}}");
    String more = line == null ? "" : line;
    assertThatThrownBy(() -> read(LEAST + settings + "\n" + more + "\n"))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "name", "deployment", "rootSecret"})
  void refusesWhatLacksAMember(String member) {
    String text =
        LEAST
            .lines()
            .filter(line -> !line.startsWith(member + ":"))
            .reduce("", (a, b) -> a + b + "\n");
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("\"" + member + "\" is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "---",
        "just text",
        "[]",
        "{",
        "\t",
        "a: &a [*a]",
        "a: &a {b: *a}",
        "a: &a [x]\nb: *a",
        "a: *nowhere",
        "a: !!binary aGk=",
        "a: !!set {x}",
        "a: !!java.net.URL [http://localhost]",
        "a: !own x",
        "a: !!int x",
        "--- {}\n--- {}",
        "%YAML 3.0\n---\n{}",
        "a: 2020-01-01",
        "<<: {a: b}",
        "a: \u0007",
        "? ? x\n: y\n: z"
      })
  void refusesHostileYaml(String text) {
    assertThatThrownBy(() -> read(LEAST + text + "\n")).isInstanceOf(ProjectException.class);
    assertThatThrownBy(() -> read(text)).isInstanceOf(ProjectException.class);
  }

  @Test
  void refusesABombOfAliases() {
    StringBuilder bomb = new StringBuilder(LEAST).append("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append(("*a" + (i - 1) + ", ").repeat(8)).append("*a").append(i - 1).append("]\n");
    }
    assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(ProjectException.class);
  }

  @Test
  void refusesDeepNesting() {
    for (int depth : List.of(100, 10_000, 500_000)) {
      assertThatThrownBy(() -> read(LEAST + "environment: " + "[".repeat(depth)))
          .isInstanceOf(ProjectException.class);
      assertThatThrownBy(
              () -> read(LEAST + "environment: " + "[".repeat(depth) + "]".repeat(depth)))
          .isInstanceOf(ProjectException.class);
      assertThatThrownBy(() -> read(LEAST + "environment: " + "{a: ".repeat(depth)))
          .isInstanceOf(ProjectException.class);
    }
    StringBuilder block = new StringBuilder(LEAST).append("environment:\n");
    for (int i = 1; i < 2000; i++) {
      block.append(" ".repeat(i)).append("a:\n");
    }
    assertThatThrownBy(() -> read(block.toString())).isInstanceOf(ProjectException.class);
  }

  @Test
  void refusesALongText() {
    assertThatThrownBy(() -> read(LEAST + "#" + "x".repeat(4 << 20)))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void refusesBytesThatAreNoText() throws Exception {
    Path file = folder.resolve(Project.FILE);
    Files.write(file, new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> Project.read(file))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("strongroom.yaml");
    Files.write(file, LEAST.getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> Project.read(file)).isInstanceOf(ProjectException.class);
  }

  @Test
  void theDefaultProjectIsSimulated() {
    Project project = Project.forEmulator(folder);
    assertThat(String.valueOf(project.configuration().asUtf8()))
        .contains("\"evidence\":\"simulated\"", "\"source\":\"simulated\"");
  }

  private Project read(String text) throws ProjectException {
    return ProjectReader.read(folder, text);
  }
}
