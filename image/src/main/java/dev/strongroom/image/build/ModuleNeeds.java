// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/// Which modules of the JDK an application needs, as far as its class files tell: what it loads by
/// name has to be listed by the project.
final class ModuleNeeds {
  private static final String FEATURE = "25";

  private ModuleNeeds() {}

  /// The modules that `jdeps` finds.
  ///
  /// @throws ProjectException if it can't read a jar
  static SortedSet<String> of(Collection<Path> jars) throws ProjectException {
    if (jars.isEmpty()) {
      return new TreeSet<>();
    }
    ToolProvider jdeps =
        ToolProvider.findFirst("jdeps")
            .orElseThrow(() -> new ProjectException("this Java runtime has no jdeps"));
    String path = jars.stream().map(Path::toString).collect(Collectors.joining(":"));
    List<String> command =
        new ArrayList<>(
            List.of("--print-module-deps", "--ignore-missing-deps", "--multi-release", FEATURE));
    command.addAll(List.of("--class-path", path));
    jars.forEach(jar -> command.add(jar.toString()));
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    int status =
        jdeps.run(new PrintWriter(out), new PrintWriter(errors), command.toArray(String[]::new));
    String text = out.toString().strip();
    if (status != 0) {
      throw new ProjectException("jdeps can't tell which modules are needed: " + text + errors);
    }
    String last = text.substring(text.lastIndexOf('\n') + 1);
    return new TreeSet<>(Arrays.asList(last.strip().split(",", -1)));
  }
}
