// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runtimes that were linked by this JDK's `jlink`, with the options that the pinned one gets.
class ResolvedModulesTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aClassPathFindsTheModulesThatItNeeds() throws Exception {
    Path module = compiled();
    List<String> resolving =
        PinnedJdk.resolving(new TreeSet<>(Set.of("java.base", "java.scripting")));
    assertThat(resolving).containsExactly("--add-options=--add-modules=java.scripting");
    assertThat(started(linked("with", module, resolving))).isZero();
    // Linked in as well, and of no use.
    assertThat(started(linked("without", module, List.of()))).isNotZero();
  }

  @Test
  void theBaseIsTheSameForWhoeverNeedsNone() {
    assertThat(PinnedJdk.resolving(new TreeSet<>())).isEmpty();
    assertThat(PinnedJdk.resolving(new TreeSet<>(Set.of("java.base")))).isEmpty();
  }

  /// A module that looks for a class by its name.
  private Path compiled() throws IOException, InterruptedException {
    Path sources = Files.createDirectories(folder.resolve("sources/p"));
    Path start =
        Files.writeString(
            sources.resolve("Start.java"),
            "package p; public class Start { public static void main(String[] a)"
                + " throws Exception { Class.forName(a[0]); } }");
    Path descriptor = Files.writeString(sources.resolveSibling("module-info.java"), "module m {}");
    Path classes = folder.resolve("classes");
    run("javac", "-d", classes.toString(), start.toString(), descriptor.toString());
    return classes;
  }

  private Path linked(String name, Path module, List<String> more)
      throws IOException, InterruptedException {
    Path runtime = folder.resolve(name);
    List<String> command =
        new ArrayList<>(List.of("-p", module.toString(), "--add-modules", "m,java.scripting"));
    command.addAll(more);
    command.addAll(List.of("--output", runtime.toString()));
    run("jlink", command.toArray(String[]::new));
    return runtime;
  }

  private static int started(Path runtime) throws IOException, InterruptedException {
    return new ProcessBuilder(
            runtime.resolve("bin/java").toString(),
            "-cp",
            "/nowhere",
            "-m",
            "m/p.Start",
            "javax.script.ScriptEngine")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /// In a process of its own: tests run in a patched runtime, which `jlink` doesn't take.
  private static void run(String tool, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program(tool)));
    command.addAll(List.of(arguments));
    assertThat(
            new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor())
        .isZero();
  }

  private static String program(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }
}
