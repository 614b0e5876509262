// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.rules.Project.Module;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Holds what users can name against `rules/api`, so that it changes on purpose only. With
/// `-Dstrongroom.api=write` the files are written anew instead.
class PublicApiTest {
  /// What runs inside and is configured, not called: its public types are for the other modules.
  private static final Set<String> CONFIGURED =
      Set.of(
          "enclave/certificates",
          "enclave/inference",
          "enclave/llama",
          "enclave/notary",
          "enclave/vault");

  @Test
  void whatUsersCanNameChangesOnPurposeOnly() throws Exception {
    Project project = Project.read();
    Path folder = project.root().resolve("rules/api");
    Map<String, List<String>> found = new TreeMap<>();
    for (Map.Entry<String, Module> module : project.modules().entrySet()) {
      if (project.billOfMaterials().contains(module.getValue().artifact())
          && !CONFIGURED.contains(module.getKey())) {
        Path classes = project.root().resolve(module.getKey()).resolve("target/classes");
        assertThat(classes).as("written by ./test before these rules run").isDirectory();
        found.put(module.getKey().replace('/', '-') + ".txt", PublicApi.of(classes));
      }
    }
    if ("write".equals(System.getProperty("strongroom.api"))) {
      for (Map.Entry<String, List<String>> api : found.entrySet()) {
        Files.writeString(folder.resolve(api.getKey()), String.join("\n", api.getValue()) + "\n");
      }
    }
    List<String> differences = new ArrayList<>();
    Set<String> names = new TreeSet<>(found.keySet());
    try (var kept = Files.list(folder)) {
      kept.map(file -> file.getFileName().toString()).forEach(names::add);
    }
    for (String name : names) {
      differences.addAll(differences(folder.resolve(name), found.getOrDefault(name, List.of())));
    }
    assertThat(differences)
        .as(
            "public API that changed (CONTRIBUTING.md says how to accept it): %s",
            String.join("\n", differences))
        .isEmpty();
  }

  private static List<String> differences(Path file, List<String> now) throws Exception {
    List<String> before =
        Files.exists(file)
            ? Files.readString(file, StandardCharsets.UTF_8).lines().toList()
            : List.of();
    Set<String> was = inTheirTypes(before);
    Set<String> is = inTheirTypes(now);
    List<String> differences = new ArrayList<>();
    was.stream().filter(line -> !is.contains(line)).forEach(line -> differences.add("- " + line));
    is.stream().filter(line -> !was.contains(line)).forEach(line -> differences.add("+ " + line));
    return differences.stream().map(line -> file.getFileName() + " " + line).toList();
  }

  /// Each line, with the type that it stands under.
  private static Set<String> inTheirTypes(List<String> lines) {
    Set<String> named = new TreeSet<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith("type ")) {
        type = line;
        named.add(line);
      } else {
        named.add(type.replaceAll("^type (?:[a-z]+ )*(\\S+).*$", "$1") + " " + line.strip());
      }
    }
    return named;
  }
}
