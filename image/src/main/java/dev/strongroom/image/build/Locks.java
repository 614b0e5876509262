// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Input.Kind;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.MalformedLockException;
import dev.strongroom.image.inputs.MavenCoordinates;
import dev.strongroom.image.kernel.KernelRecipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Makes the locks of projects, and knows their groups.
public final class Locks {
  /// Debian's packages: the C library and the JDK.
  public static final String BASE = "base";

  /// The kernel, and nothing else.
  public static final String KERNEL = "kernel";

  /// The jars of the enclave's runtime.
  public static final String RUNTIME = "runtime";

  /// Debian's packages that have a library which this project names, and no other.
  public static final String LIBRARIES = "libraries";

  /// The application's jars in the order of the class path.
  public static final String JARS = "application-jars";

  /// The application's other files.
  public static final String FILES = "application-files";

  private static final String JAR = ".jar";
  private static final String GROUP = "dev.strongroom";

  private Locks() {}

  /// What every image of this build of Strongroom stands on: groups [#BASE] and [#KERNEL].
  public static Lock ofThisBuild() {
    return pinned()
        .withGroup(LIBRARIES, List.of())
        .withGroup(KERNEL, KernelRecipe.pinned().kernel().stream().toList());
  }

  /// What this build knows of Debian's, needed or not.
  private static Lock pinned() {
    try (InputStream in = Locks.class.getResourceAsStream("base.lock")) {
      if (in == null) {
        throw new IllegalStateException("base.lock is missing in this build of Strongroom");
      }
      return Lock.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException | MalformedLockException e) {
      throw new IllegalStateException("base.lock can't be read", e);
    }
  }

  /// A lock's kernel.
  ///
  /// @throws ProjectException if it hasn't exactly one
  static Input kernel(Lock lock) throws ProjectException {
    List<Input> kernels = lock.group(KERNEL);
    if (kernels.size() != 1) {
      throw new ProjectException("the lock pins " + kernels.size() + " kernels instead of one");
    }
    return kernels.getFirst();
  }

  /// Pins a kernel that somebody brings.
  ///
  /// @param version such as `6.12.117`
  public static Lock withKernel(Lock lock, Path file, String version) throws IOException {
    return lock.withGroup(
        KERNEL,
        List.of(
            new Input(
                Kind.KERNEL,
                "linux",
                Optional.of(version),
                Optional.empty(),
                String.valueOf(file.getFileName()),
                Files.size(file),
                Sha256.of(file),
                Optional.of("GPL-2.0-only"))));
  }

  /// Pins the runtime's jars.
  ///
  /// @param folder that holds them, and nothing else
  public static Lock withRuntime(Lock lock, Path folder) throws IOException {
    TrustedBase known = TrustedBase.ofThisBuild();
    List<Input> inputs = new ArrayList<>();
    for (Path jar : jarsIn(folder)) {
      Bytes sha256 = Sha256.of(jar);
      Optional<TrustedBase.Entry> entry = known.find(sha256);
      Input input =
          Input.maven(
              entry.isPresent() ? entry.get().coordinates() : own(jar), Files.size(jar), sha256);
      inputs.add(
          new Input(
              input.kind(),
              input.name(),
              input.version(),
              input.architecture(),
              input.location(),
              input.size(),
              input.sha256(),
              Optional.of(entry.map(TrustedBase.Entry::licence).orElse("Apache-2.0"))));
    }
    return lock.withGroup(RUNTIME, inputs);
  }

  /// Our own modules, whose jars are called like their artifacts.
  private static MavenCoordinates own(Path jar) throws IOException {
    String name = String.valueOf(jar.getFileName());
    String version = Strongroom.version();
    if (!name.endsWith("-" + version + JAR)) {
      throw new IOException(
          name + " is neither of this build of Strongroom nor in its list of trusted jars");
    }
    String artifact = name.substring(0, name.length() - version.length() - JAR.length() - 1);
    return MavenCoordinates.parse(GROUP + ":" + artifact + ":" + version);
  }

  /// Pins what a project names: its jars and files, and the packages of its libraries.
  ///
  /// @throws ProjectException if something isn't there
  public static Lock withApplication(Lock lock, Project project)
      throws IOException, ProjectException {
    List<Input> jars = new ArrayList<>();
    for (String name : project.jars()) {
      Path path = project.folder().resolve(location(project, name));
      if (Files.isDirectory(path)) {
        List<Path> there = jarsIn(path);
        if (there.isEmpty()) {
          throw new ProjectException(path + " has no jars");
        }
        for (Path jar : there) {
          jars.add(file(project, jar));
        }
      } else {
        jars.add(file(project, path));
      }
    }
    TreeMap<String, Input> files = new TreeMap<>();
    for (String name : project.files().values()) {
      String location = location(project, name);
      files.put(location, file(project, project.folder().resolve(location)));
    }
    try {
      return lock.withGroup(JARS, jars)
          .withGroup(FILES, List.copyOf(files.values()))
          .withGroup(LIBRARIES, libraries(project));
    } catch (IllegalArgumentException e) {
      throw new ProjectException("jars: " + e.getMessage(), e);
    }
  }

  private static List<Input> libraries(Project project) {
    List<String> origins =
        project.libraries().stream()
            .map(file -> SharedLibrary.named(file).orElseThrow().origin())
            .toList();
    return pinned().group(LIBRARIES).stream()
        .filter(input -> origins.contains(input.name()))
        .toList();
  }

  /// Where something is in a project's folder, with slashes; empty for the folder itself.
  ///
  /// @throws ProjectException if that is elsewhere
  static String location(Project project, String name) throws ProjectException {
    Path path;
    try {
      path = project.folder().resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new ProjectException("no path: " + e.getMessage(), e);
    }
    if (!path.startsWith(project.folder())) {
      throw new ProjectException(path + " isn't below the project's folder");
    }
    Path relative = project.folder().relativize(path);
    return StreamSupport.stream(relative.spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }

  private static Input file(Project project, Path file) throws IOException, ProjectException {
    if (!Files.isRegularFile(file)) {
      throw new ProjectException(file + " isn't there");
    }
    try {
      return new Input(
          Kind.FILE,
          String.valueOf(file.getFileName()),
          Optional.empty(),
          Optional.empty(),
          location(project, file.toString()),
          Files.size(file),
          Sha256.of(file),
          Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new ProjectException(file + ": " + e.getMessage(), e);
    }
  }

  /// In an order that no file system has a say in.
  static List<Path> jarsIn(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(path -> path.toString().endsWith(JAR))
          .sorted(Comparator.comparing(path -> String.valueOf(path.getFileName())))
          .toList();
    }
  }
}
