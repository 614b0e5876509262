// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.materials.InstalledFile;
import dev.strongroom.image.materials.InstalledFile.Content;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.RegularFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The files of the second ramdisk: jars, files, configuration, and what process 1 is started with.
final class ApplicationTree {
  /// Where process 1 finds its options.
  static final String OPTIONS = "/app/options";

  private static final String CONFIGURATION = "app/enclave.json";
  private static final String LIB = "app/lib/";
  private static final String FILES = "app/files/";

  /// Where process 1 starts.
  static final List<String> MAIN =
      List.of("-m", "dev.strongroom.enclave.runtime/dev.strongroom.enclave.runtime.boot.ImageBoot");

  /// The one module that calls the C library.
  static final String NATIVE_ACCESS = "--enable-native-access=dev.strongroom.vsock";

  private static final List<String> ALWAYS =
      List.of(
          "-XX:+UseSerialGC",
          // Nobody else is here to look, and /tmp is small.
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          // An enclave that has no memory left ends instead of limping on.
          "-XX:+ExitOnOutOfMemoryError",
          // One that crashes keeps its memory to itself: a report would have registers and parts of
          // stacks in it, and go to the console as well.
          "-XX:-HeapDumpOnOutOfMemoryError",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+SuppressFatalErrorMessage",
          "-XX:-DumpReplayDataOnError",
          "-Xshare:auto",
          "-Djava.io.tmpdir=/tmp",
          // Others that try get an exception, unless the project's options name them.
          "--illegal-native-access=deny",
          NATIVE_ACCESS);

  private ApplicationTree() {}

  /// Puts the tree together.
  ///
  /// @param jars by the name that they get in the image, in the order of the class path
  /// @param files by their path below `/app/files`
  /// @param libraries by their names
  static FileTree of(
      Project project,
      Map<String, Fetched> jars,
      Map<String, Fetched> files,
      Map<String, PackedLibraries.Taken> libraries)
      throws IOException {
    FileTree.Builder builder = FileTree.builder();
    builder.put(CONFIGURATION, text(project.configuration()));
    builder.put(OPTIONS.substring(1), text(Bytes.utf8(options(project, jars))));
    for (Map.Entry<String, Fetched> jar : jars.entrySet()) {
      builder.put(LIB + jar.getKey(), new RegularFile(Blob.of(jar.getValue().file()), false));
    }
    for (Map.Entry<String, Fetched> file : files.entrySet()) {
      builder.put(FILES + file.getKey(), new RegularFile(Blob.of(file.getValue().file()), false));
    }
    libraries.forEach(
        (name, library) -> builder.put(SharedLibrary.FOLDER + name, library.content()));
    return builder.build();
  }

  /// The same files with where they come from, in the tree's order.
  static List<InstalledFile> list(
      FileTree tree,
      Map<String, Fetched> jars,
      Map<String, Fetched> files,
      Map<String, PackedLibraries.Taken> libraries)
      throws IOException {
    Map<String, Input> inputs = new HashMap<>();
    jars.forEach((name, jar) -> inputs.put(LIB + name, jar.input()));
    files.forEach((name, file) -> inputs.put(FILES + name, file.input()));
    Map<String, Input> packages = new HashMap<>();
    libraries.forEach((name, taken) -> packages.put(SharedLibrary.FOLDER + name, taken.origin()));
    List<InstalledFile> list = new ArrayList<>();
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      Input input = inputs.get(entry.getKey());
      // A pinned input's bytes were hashed when they were fetched.
      Optional<Content> content =
          input != null
              ? Optional.of(new Content.Data(input.sha256(), input.size()))
              : Origins.content(entry.getValue());
      Input origin = input != null ? input : packages.get(entry.getKey());
      List<Bytes> from = origin == null ? List.of() : List.of(origin.sha256());
      if (content.isPresent()) {
        list.add(new InstalledFile(entry.getKey(), content.get(), from, why(entry.getKey())));
      }
    }
    return list;
  }

  private static String why(String path) {
    if (path.equals(CONFIGURATION)) {
      return "the enclave's measured configuration, from " + Project.FILE;
    }
    if (path.equals(OPTIONS.substring(1))) {
      return "the options that process 1 is started with, from " + Project.FILE;
    }
    if (path.startsWith(SharedLibrary.FOLDER)) {
      return SharedLibrary.named(path.substring(SharedLibrary.FOLDER.length()))
          .map(SharedLibrary::why)
          .orElse("a library that the project names");
    }
    return path.startsWith(LIB) ? "the application's class path" : "a file of the application's";
  }

  private static RegularFile text(Bytes text) {
    return new RegularFile(Blob.of(text), false);
  }

  /// An argument file of the `java` launcher: one option a line, comments by `#`.
  private static String options(Project project, Map<String, Fetched> jars) {
    List<String> lines = new ArrayList<>();
    lines.add("# " + project.name() + " " + project.version());
    lines.add("# memory: " + project.memory() + " MiB");
    ALWAYS.forEach(option -> lines.add(quoted(option)));
    if (!jars.isEmpty()) {
      lines.add("-cp");
      lines.add(
          quoted(jars.keySet().stream().map(n -> "/" + LIB + n).collect(Collectors.joining(":"))));
    }
    project.javaOptions().forEach(option -> lines.add(quoted(option)));
    lines.addAll(MAIN);
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static String quoted(String option) {
    return "\"" + option.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
