// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Prints the names of the JDK's classes that a runtime's image has, as class lists have them: those
/// of all modules that the jars of a folder need, which is what jlink puts in.
class PlatformClasses {
  static void main(String[] arguments) throws IOException {
    ModuleFinder jars = ModuleFinder.of(Path.of(arguments[0]));
    List<String> roots =
        jars.findAll().stream()
            .map(jar -> jar.descriptor().name())
            .toList();
    List<String> needed =
        Configuration.resolve(
                jars, List.of(ModuleLayer.empty().configuration()), ModuleFinder.ofSystem(), roots)
            .modules()
            .stream()
            .map(ResolvedModule::name)
            .collect(Collectors.toList());
    needed.removeAll(roots);
    for (String module : needed) {
      Path folder = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules", module);
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .map(file -> folder.relativize(file).toString())
            .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
            .map(name -> name.substring(0, name.length() - ".class".length()))
            .forEach(IO::println);
      }
    }
  }
}
