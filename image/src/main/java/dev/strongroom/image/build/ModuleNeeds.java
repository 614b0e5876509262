// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which modules of the JDK an application needs, as far as its class files tell: what it loads by
/// name has to be listed by the project.
///
/// @param cache of what was found before
record ModuleNeeds(Cache cache) {
  /// Changed whenever the same jars give other modules than before.
  private static final String RECIPE = "modules 2";

  private static final String FEATURE = "25";
  private static final Pattern MODULE = Pattern.compile("[A-Za-z0-9_.]+");

  /// The modules that `jdeps` finds.
  ///
  /// @param jars by their digests
  /// @param fresh whether to look even if it is known
  /// @throws ProjectException if it can't read a jar
  SortedSet<String> of(Map<Bytes, Path> jars, boolean fresh) throws IOException, ProjectException {
    if (jars.isEmpty()) {
      return new TreeSet<>();
    }
    Bytes key = key(jars.keySet());
    Optional<Blob> kept = fresh ? Optional.empty() : cache.find(key);
    if (kept.isPresent()) {
      return parse(kept.get());
    }
    try (Scratch scratch = cache.scratch()) {
      List<Path> named = new ArrayList<>();
      // jdeps tells jars by their names, which files in a cache haven't.
      for (Path jar : jars.values()) {
        named.add(PlainJar.copy(jar, scratch.resolve(named.size() + ".jar")));
      }
      SortedSet<String> found = find(named);
      cache.keep(key, Files.writeString(scratch.resolve("modules"), String.join("\n", found)));
      return found;
    }
  }

  /// Another Java runtime may have other modules.
  private static Bytes key(Collection<Bytes> jars) {
    String digests = jars.stream().map(Bytes::hex).sorted().collect(Collectors.joining("\n"));
    return Sha256.of(Bytes.utf8(RECIPE + "\n" + Runtime.version() + "\n" + digests));
  }

  private static SortedSet<String> parse(Blob kept) throws IOException {
    try (InputStream in = kept.open()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static SortedSet<String> find(Collection<Path> jars) throws ProjectException {
    ToolProvider jdeps =
        ToolProvider.findFirst("jdeps")
            .orElseThrow(() -> new ProjectException("this Java runtime has no jdeps"));
    String path = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of("--print-module-deps", "--ignore-missing-deps", "--multi-release", FEATURE));
    command.addAll(List.of("--class-path", path));
    jars.forEach(jar -> command.add(jar.toString()));
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    int status;
    try {
      status =
          jdeps.run(new PrintWriter(out), new PrintWriter(errors), command.toArray(String[]::new));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // So it says that something is no jar, or no class.
      throw new ProjectException("jdeps can't read a jar: " + e.getMessage(), e);
    }
    String text = out.toString().strip();
    if (status != 0) {
      throw new ProjectException("jdeps can't tell which modules are needed: " + text + errors);
    }
    // Warnings come first.
    String last = text.substring(text.lastIndexOf('\n') + 1).strip();
    SortedSet<String> modules =
        Stream.of(last.split(",", -1))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    for (String module : modules) {
      if (!MODULE.matcher(module).matches()) {
        throw new ProjectException("jdeps says \"" + last + "\" instead of names of modules");
      }
    }
    return modules;
  }
}
