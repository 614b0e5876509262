// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.image.tree.Extraction;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The JDK that the lock pins, on the disk, with the C library that it was built for: run through
/// that library's own loader, so that it works whatever this machine's C library is.
final class PinnedJdk {
  static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";
  static final String LOADER = "ld-linux-x86-64.so.2";
  static final String HOME = "usr/lib/jvm/java-25-openjdk-amd64";

  private final Path root;

  private PinnedJdk(Path root) {
    this.root = root;
  }

  /// Unpacks the JDK.
  ///
  /// @param packages the files of all packages that it needs
  /// @param root where to; empty or missing
  /// @throws ToolException if this machine can't run it
  static PinnedJdk unpack(FileTree packages, Path root) throws IOException {
    requireMachine();
    if (root.toString().contains(":") || root.toString().contains(",")) {
      throw new ToolException("jlink takes no folder with a colon or comma: " + root);
    }
    Extraction.extract(relative(packages.only(PinnedJdk::needed)), root);
    PinnedJdk jdk = new PinnedJdk(root);
    // A JVM finds its home from where its program is, which is the loader when that starts it.
    Files.copy(
        root.resolve(LIBRARIES).resolve(LOADER), root.resolve(HOME).resolve("bin").resolve(LOADER));
    return jdk;
  }

  private static void requireMachine() throws ToolException {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "");
    if (!system.equals("linux") || !processor.equals("amd64")) {
      throw new ToolException(
          "the pinned JDK runs on Linux on x86-64 only, and this is "
              + system
              + " on "
              + processor
              + ": link the base there, or take it from a cache that has it");
    }
  }

  private static boolean needed(String path) {
    return (path.startsWith("usr/lib/") && !path.endsWith("/src.zip"))
        || path.startsWith("etc/java");
  }

  /// Links to absolute paths would lead to this machine's own files.
  private static FileTree relative(FileTree tree) {
    FileTree.Builder builder = FileTree.builder();
    tree.nodes()
        .forEach((path, node) ->
            builder.put(
                path,
                node instanceof SymbolicLink link && link.target().startsWith("/")
                    ? up(path, link.target())
                    : node));
    return builder.build();
  }

  private static Node up(String path, String target) {
    long depth = path.chars().filter(c -> c == '/').count();
    return new SymbolicLink(
        IntStream.range(0, (int) depth).mapToObj(_ -> "..").collect(Collectors.joining("/"))
            + target);
  }

  /// Runs `jlink`.
  ///
  /// @param modulePath folders of the modules to link, besides the JDK's own
  /// @param modules the roots
  /// @param resolved those of the JDK's that an application's class path may use
  /// @param output where to; must be missing
  void link(List<Path> modulePath, List<String> modules, SortedSet<String> resolved, Path output)
      throws ToolException, InterruptedException {
    Path home = root.resolve(HOME);
    List<String> command = start(home);
    command.addAll(List.of("-m", "jdk.jlink/jdk.tools.jlink.internal.Main"));
    String path =
        home.resolve("jmods")
            + modulePath.stream().map(folder -> ":" + folder).collect(Collectors.joining());
    // The signatures of jars have no place in a linked image; what they hold is measured.
    command.addAll(List.of("--ignore-signing-information", "--module-path", path));
    command.addAll(List.of("--add-modules", String.join(",", modules)));
    command.addAll(List.of("--strip-java-debug-attributes", "--no-header-files", "--no-man-pages"));
    command.addAll(resolving(resolved));
    command.addAll(List.of("--output", output.toString()));
    Tool.run("jlink", command, root);
  }

  /// What has a linked runtime resolve modules at each start. A program that starts as a module
  /// gets what modules require of each other, and its class path requires nothing: without this,
  /// modules may be linked in, and their classes not found.
  ///
  /// @param modules of the JDK
  /// @return options of `jlink`
  static List<String> resolving(SortedSet<String> modules) {
    String names =
        modules.stream().filter(name -> !name.equals("java.base")).collect(Collectors.joining(","));
    return names.isEmpty() ? List.of() : List.of("--add-options=--add-modules=" + names);
  }

  /// Has a linked runtime dump its class-data archive (`java -Xshare:dump`), which it then finds by
  /// itself: the JVM maps it instead of loading and linking those classes.
  ///
  /// @param options as the runtime will be started with
  void dumpClasses(Path runtime, Path classList, List<String> options)
      throws IOException, InterruptedException {
    Path loader = runtime.resolve("bin").resolve(LOADER);
    Files.copy(root.resolve(LIBRARIES).resolve(LOADER), loader);
    try {
      List<String> command = start(runtime);
      // Heap and processors of this machine mustn't show.
      command.addAll(List.of("-Xmx256m", "-XX:ActiveProcessorCount=2", "-Xlog:disable"));
      command.addAll(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + classList));
      command.add("-XX:SharedArchiveFile=" + runtime.resolve("lib/server/classes.jsa"));
      command.addAll(options);
      Tool.run("java -Xshare:dump", command, root);
    } finally {
      Files.delete(loader);
    }
  }

  private List<String> start(Path home) {
    Path bin = home.resolve("bin");
    return new ArrayList<>(
        List.of(
            bin.resolve(LOADER).toString(),
            "--library-path",
            root.resolve(LIBRARIES).toString(),
            bin.resolve("java").toString(),
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData"));
  }
}
