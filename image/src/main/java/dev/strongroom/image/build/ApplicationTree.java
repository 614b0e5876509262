// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.RegularFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The files of the second ramdisk: jars, files, configuration, and what process 1 is started with.
final class ApplicationTree {
  /// Where process 1 finds its options.
  static final String OPTIONS = "/app/options";

  /// Where process 1 starts.
  static final List<String> MAIN =
      List.of("-m", "dev.strongroom.enclave.runtime/dev.strongroom.enclave.runtime.boot.ImageBoot");

  /// The modules that call the C library.
  static final String NATIVE_ACCESS =
      "--enable-native-access=dev.strongroom.enclave.runtime,dev.strongroom.vsock";

  private static final List<String> ALWAYS =
      List.of(
          "-XX:+UseSerialGC",
          // Nobody else is here to look, and /tmp is small.
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          // An enclave that has no memory left ends instead of limping on.
          "-XX:+ExitOnOutOfMemoryError",
          "-Xshare:auto",
          "-Djava.io.tmpdir=/tmp",
          NATIVE_ACCESS);

  private ApplicationTree() {}

  /// Puts the tree together.
  ///
  /// @param jars by the name that they get in the image, in the order of the class path
  /// @param files by their path below `/app/files`
  static FileTree of(Project project, Map<String, Path> jars, Map<String, Path> files)
      throws IOException {
    FileTree.Builder builder = FileTree.builder();
    builder.put("app/enclave.json", text(project.configuration()));
    builder.put("app/options", text(Bytes.utf8(options(project, jars))));
    for (Map.Entry<String, Path> jar : jars.entrySet()) {
      builder.put("app/lib/" + jar.getKey(), new RegularFile(Blob.of(jar.getValue()), false));
    }
    for (Map.Entry<String, Path> file : files.entrySet()) {
      builder.put("app/files/" + file.getKey(), new RegularFile(Blob.of(file.getValue()), false));
    }
    return builder.build();
  }

  private static RegularFile text(Bytes text) {
    return new RegularFile(Blob.of(text), false);
  }

  /// An argument file of the `java` launcher: one option a line, comments by `#`.
  private static String options(Project project, Map<String, Path> jars) {
    List<String> lines = new ArrayList<>();
    lines.add("# " + project.name() + " " + project.version());
    lines.add("# memory: " + project.memory() + " MiB");
    ALWAYS.forEach(option -> lines.add(quoted(option)));
    if (!jars.isEmpty()) {
      lines.add("-cp");
      lines.add(
          quoted(
              jars.keySet().stream().map(n -> "/app/lib/" + n).collect(Collectors.joining(":"))));
    }
    project.javaOptions().forEach(option -> lines.add(quoted(option)));
    lines.addAll(MAIN);
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static String quoted(String option) {
    return "\"" + option.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
