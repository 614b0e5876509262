// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.image.JsonTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads projects; whatever isn't known is refused.
final class ProjectReader {
  private static final int VERSION = 1;
  private static final int LEAST_MEMORY = 64;
  private static final int MOST_MEMORY = 1 << 20;
  private static final int DEFAULT_MEMORY = 384;

  /// Members that go into the enclave's configuration as they are.
  private static final Set<String> CONFIGURATION =
      Set.of(
          "deployment",
          "rootSecret",
          "egress",
          "heirs",
          "evidence",
          "application",
          "environment",
          "temporary",
          "settings");

  private static final Set<String> OWN =
      Set.of("version", "name", "release", "jars", "java", "files", "libraries", "memory");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
  private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+-]{0,62}");
  private static final Pattern MODULE = Pattern.compile("[a-z][a-z0-9]*([.][a-z][a-z0-9]*)*");

  /// In the image's locale a JVM opens no file whose name has other characters.
  private static final Pattern PATH = Pattern.compile("[ -~]{1,1000}");

  private static final Pattern OPTION =
      Pattern.compile("-X.+|-D.+|--(add-opens|add-exports|add-reads|enable-native-access)=.+");

  /// Options by which the JVM would run something else than the image says.
  private static final Pattern RESERVED =
      Pattern.compile(
          "-X(share|bootclasspath|run).*|-XX:.*(SharedArchive|AOT|Flags=|VMOptions|OnError=|OnOutOfMemoryError=).*");

  private ProjectReader() {}

  static Project read(Path folder, String text) throws ProjectException {
    try {
      return read(folder, new JsonNode(YamlText.parse(text), ""));
    } catch (MalformedJsonException e) {
      throw new ProjectException(e.getMessage(), e);
    }
  }

  private static Project read(Path folder, JsonNode root)
      throws MalformedJsonException, ProjectException {
    Set<String> unknown = new TreeSet<>(root.names());
    unknown.removeAll(OWN);
    unknown.removeAll(CONFIGURATION);
    if (!unknown.isEmpty()) {
      throw root.error("unknown: " + String.join(", ", unknown));
    }
    root.member("version").integer(VERSION, VERSION);
    Optional<JsonNode> java = root.optional("java");
    Optional<JsonNode> release = root.optional("release");
    Optional<JsonNode> memory = root.optional("memory");
    if (java.isPresent()) {
      java.get().onlyMembers(Set.of("options", "modules"));
    }
    int mebibytes =
        memory.isPresent() ? memory.get().integer(LEAST_MEMORY, MOST_MEMORY) : DEFAULT_MEMORY;
    return new Project(
        folder,
        matching(root.member("name"), NAME, "lower-case letters, digits, dots and hyphens"),
        release.isPresent() ? matching(release.get(), RELEASE, "a version") : "0",
        texts(root.optional("jars")),
        options(java),
        modules(java),
        files(root.optional("files")),
        libraries(root.optional("libraries")),
        mebibytes,
        JsonTree.compact(configuration(root, mebibytes)));
  }

  /// In an order of its own: the project's file may have another.
  private static SortedMap<String, Object> configuration(JsonNode root, int memory)
      throws MalformedJsonException {
    SortedMap<String, Object> members = new TreeMap<>();
    members.put("version", (long) VERSION);
    for (String name : CONFIGURATION) {
      root.optional(name).ifPresent(node -> members.put(name, node.value()));
    }
    OptionalInt temporary = TemporaryRoom.of(root, memory);
    if (temporary.isPresent()) {
      members.put("temporary", (long) temporary.getAsInt());
    }
    // Without these no enclave starts; better to know now.
    root.member("deployment").text();
    root.member("rootSecret").member("source").text();
    return members;
  }

  private static List<String> options(Optional<JsonNode> java) throws MalformedJsonException {
    List<String> options = new ArrayList<>();
    if (java.isPresent()) {
      Optional<JsonNode> list = java.get().optional("options");
      for (JsonNode item : list.isPresent() ? list.get().items() : List.<JsonNode>of()) {
        String option = item.text();
        if (!OPTION.matcher(option).matches()
            || RESERVED.matcher(option).matches()
            || option.chars().anyMatch(c -> c < ' ' || c > '~')) {
          throw item.error("\"" + option + "\" isn't an option that a project can set");
        }
        options.add(option);
      }
    }
    return options;
  }

  private static List<String> modules(Optional<JsonNode> java) throws MalformedJsonException {
    List<String> modules = new ArrayList<>();
    if (java.isPresent()) {
      Optional<JsonNode> list = java.get().optional("modules");
      for (JsonNode item : list.isPresent() ? list.get().items() : List.<JsonNode>of()) {
        modules.add(matching(item, MODULE, "a module such as java.sql"));
      }
    }
    return modules;
  }

  private static SortedMap<String, String> files(Optional<JsonNode> node)
      throws MalformedJsonException {
    SortedMap<String, String> files = new TreeMap<>();
    if (node.isPresent()) {
      for (String path : node.get().names()) {
        if (!PATH.matcher(path).matches() || !isPlain(path)) {
          throw node.get().error("\"" + path + "\" isn't a plain relative path in ASCII");
        }
        files.put(path, node.get().member(path).text());
      }
      for (String path : files.keySet()) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
          if (files.containsKey(path.substring(0, slash))) {
            throw node.get().error("\"" + path.substring(0, slash) + "\" is a file and a folder");
          }
        }
      }
    }
    return files;
  }

  private static SortedSet<String> libraries(Optional<JsonNode> node)
      throws MalformedJsonException {
    SortedSet<String> libraries = new TreeSet<>();
    for (JsonNode item : node.isPresent() ? node.get().items() : List.<JsonNode>of()) {
      if (SharedLibrary.named(item.text()).isEmpty()) {
        throw item.error("\"" + item.text() + "\" isn't one of " + SharedLibrary.names());
      }
      if (!libraries.add(item.text())) {
        throw item.error("\"" + item.text() + "\" is there twice");
      }
    }
    return libraries;
  }

  private static boolean isPlain(String path) {
    return Stream.of(path.split("/", -1))
        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  private static List<String> texts(Optional<JsonNode> node) throws MalformedJsonException {
    List<String> texts = new ArrayList<>();
    if (node.isPresent()) {
      for (JsonNode item : node.get().items()) {
        texts.add(item.text());
      }
    }
    return texts;
  }

  private static String matching(JsonNode node, Pattern pattern, String wanted)
      throws MalformedJsonException {
    String text = node.text();
    if (!pattern.matcher(text).matches()) {
      throw node.error(wanted + " is needed");
    }
    return text;
  }
}
