// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What `strongroom.yaml` says (docs/image.md): all of it is measured, but for its comments.
///
/// @param folder that its paths are relative to
/// @param name of the image
/// @param version of the image
/// @param jars the application's class path in order: jars, or folders of jars
/// @param javaOptions for the JVM, in order
/// @param modules of the JDK that the application needs beyond those of the runtime
/// @param files of the application's: path below `/app/files`, and where it is here
/// @param libraries of Debian's that the application's native code needs, by their names
/// @param memory of the enclave, in MiB
/// @param configuration the enclave's measured configuration (docs/enclave-configuration.md), JSON
public record Project(
    Path folder,
    String name,
    String version,
    List<String> jars,
    List<String> javaOptions,
    List<String> modules,
    SortedMap<String, String> files,
    SortedSet<String> libraries,
    int memory,
    Bytes configuration) {
  /// What a project's file is called.
  public static final String FILE = "strongroom.yaml";

  /// A project of a service that only says what it is, for the emulated machine.
  private static final String DEFAULT =
      """
      version: 1
      name: strongroom
      deployment: emulated
      rootSecret: { source: simulated }
      evidence: simulated
      """;

  /// Copies the collections.
  public Project {
    jars = List.copyOf(jars);
    javaOptions = List.copyOf(javaOptions);
    modules = List.copyOf(modules);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    libraries = Collections.unmodifiableSortedSet(new TreeSet<>(libraries));
  }

  /// Reads a project's file.
  ///
  /// @throws IOException if it can't be read
  /// @throws ProjectException if it isn't one
  public static Project read(Path file) throws IOException, ProjectException {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null) {
      throw new ProjectException(file + " is no file");
    }
    try {
      return ProjectReader.read(folder, Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new ProjectException(file.getFileName() + ": not a text in UTF-8", e);
    } catch (ProjectException e) {
      throw new ProjectException(file.getFileName() + ": " + e.getMessage(), e);
    }
  }

  /// A project without a file: for trying out on the emulated machine, where nothing is protected.
  ///
  /// @param folder that its paths are relative to
  public static Project forEmulator(Path folder) {
    try {
      return ProjectReader.read(folder, DEFAULT);
    } catch (ProjectException e) {
      throw new IllegalStateException("the default project is one", e);
    }
  }

  /// Whether the image makes simulated evidence, which no hardware stands behind.
  public boolean simulated() {
    try {
      JsonNode root = JsonNode.parse(String.valueOf(configuration.asUtf8()));
      Optional<JsonNode> evidence = root.optional("evidence");
      return evidence.isPresent() && evidence.get().text().equals("simulated");
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a project's configuration is JSON", e);
    }
  }

  /// The same project with these jars.
  public Project withJars(List<String> others) {
    return new Project(
        folder,
        name,
        version,
        others,
        javaOptions,
        modules,
        files,
        libraries,
        memory,
        configuration);
  }
}
