// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a project names, as its lock pins it. The two have to say the same: a jar that was added to
/// the project and not to the lock mustn't be left out without a word.
///
/// @param jars in the order of the class path
/// @param files by their path below `/app/files`
/// @param libraries the packages of libraries, by these libraries' names
record LockedApplication(
    List<Input> jars, SortedMap<String, Input> files, SortedMap<String, Input> libraries) {
  /// @throws ProjectException if project and lock don't belong together
  static LockedApplication of(Project project, Lock lock) throws IOException, ProjectException {
    List<Input> jars = lock.group(Locks.JARS);
    int next = 0;
    for (String name : project.jars()) {
      next = matched(project, Locks.location(project, name), jars, next);
    }
    if (next < jars.size()) {
      throw stale(jars.get(next).location() + " is in the lock and not in the project");
    }
    return new LockedApplication(jars, files(project, lock), libraries(project, lock));
  }

  /// Finds the jars of one of the project's lines: one jar, or those of a folder.
  ///
  /// @return the place behind them
  private static int matched(Project project, String location, List<Input> jars, int from)
      throws IOException, ProjectException {
    if (from < jars.size() && jars.get(from).location().equals(location)) {
      return from + 1;
    }
    int next = from;
    while (next < jars.size() && folderOf(jars.get(next)).equals(location)) {
      next++;
    }
    if (next == from) {
      throw stale((location.isEmpty() ? "this folder" : location) + " isn't in the lock");
    }
    // Where only the cache has them there is nothing to compare with.
    Path folder = project.folder().resolve(location);
    if (Files.isDirectory(folder)) {
      List<String> there =
          Locks.jarsIn(folder).stream().map(path -> String.valueOf(path.getFileName())).toList();
      List<String> pinned = jars.subList(from, next).stream().map(Input::fileName).toList();
      if (!there.equals(pinned)) {
        throw stale(folder + " has other jars than the lock");
      }
    }
    return next;
  }

  private static SortedMap<String, Input> files(Project project, Lock lock)
      throws ProjectException {
    Map<String, Input> unused = new HashMap<>();
    lock.group(Locks.FILES).forEach(input -> unused.put(input.location(), input));
    Map<String, Input> pinned = Map.copyOf(unused);
    SortedMap<String, Input> files = new TreeMap<>();
    for (Map.Entry<String, String> file : project.files().entrySet()) {
      String location = Locks.location(project, file.getValue());
      Input input = pinned.get(location);
      if (input == null) {
        throw stale(file.getValue() + " isn't in the lock");
      }
      unused.remove(location);
      files.put(file.getKey(), input);
    }
    if (!unused.isEmpty()) {
      throw stale(
          new TreeMap<>(unused).firstKey() + " is in the lock and not in the project's files");
    }
    return files;
  }

  private static SortedMap<String, Input> libraries(Project project, Lock lock)
      throws ProjectException {
    SortedMap<String, Input> libraries = new TreeMap<>();
    for (Input input : lock.group(Locks.LIBRARIES)) {
      String file =
          SharedLibrary.from(input.name())
              .map(SharedLibrary::file)
              .filter(name -> project.libraries().contains(name))
              .orElseThrow(
                  () -> stale(input.name() + " is in the lock and not in the project's libraries"));
      libraries.put(file, input);
    }
    for (String file : project.libraries()) {
      if (!libraries.containsKey(file)) {
        throw stale(file + " isn't in the lock");
      }
    }
    return libraries;
  }

  private static String folderOf(Input jar) {
    int slash = jar.location().lastIndexOf('/');
    return slash < 0 ? "" : jar.location().substring(0, slash);
  }

  private static ProjectException stale(String problem) {
    return new ProjectException(problem + ": pin what is there now by --lock");
  }
}
