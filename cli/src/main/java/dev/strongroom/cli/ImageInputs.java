// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.build.Locks;
import dev.strongroom.image.build.Project;
import dev.strongroom.image.build.ProjectException;
import dev.strongroom.image.inputs.Attempt;
import dev.strongroom.image.inputs.CacheFolder;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.InputCache;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.MalformedLockException;
import dev.strongroom.image.inputs.Network;
import dev.strongroom.image.inputs.Progress;
import dev.strongroom.image.inputs.Source;
import dev.strongroom.image.kernel.KernelException;
import dev.strongroom.image.kernel.KernelImage;
import dev.strongroom.image.kernel.KernelRecipe;
import dev.strongroom.image.kernel.KernelWarning;
import dev.strongroom.image.kernel.MalformedKernelException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the commands about images take pinned inputs from.
final class ImageInputs {
  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = {
        "Pin this kernel (with a new lock only). Default: the one that strongroom kernel builds."
      })
  private @Nullable Path kernel;

  @Option(
      names = "--inputs",
      paramLabel = "DIR",
      description = "Look for inputs in this folder first (repeatable).")
  private List<Path> folders = List.of();

  @Option(
      names = "--debian",
      paramLabel = "URL",
      description = "The mirror of Debian's archives. Default: http://deb.debian.org/")
  private URI debian = Source.DEBIAN;

  @Option(names = "--offline", description = "Use nothing but the cache and local folders.")
  private boolean offline;

  /// Made by the command-line library, which sets the fields.
  ImageInputs() {}

  static CacheFolder cacheFolder() {
    return CacheFolder.of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /// The project's lock: as it is, or made and written.
  Lock lock(Console console, Project project, Path file, boolean anew)
      throws IOException, ProjectException, UsageException {
    if (Files.exists(file) && !anew) {
      if (kernel != null) {
        throw new UsageException("--kernel needs --lock, for " + file + " pins another");
      }
      try {
        return Lock.parse(Files.readString(file));
      } catch (MalformedLockException e) {
        throw new UsageException(file + ": " + e.getMessage());
      }
    }
    Lock lock = Locks.ofThisBuild();
    if (kernel != null) {
      lock = Locks.withKernel(lock, kernel, examined(console, kernel).release());
    }
    lock = Locks.withApplication(Locks.withRuntime(lock, runtime()), project);
    write(file, lock);
    console.err().println("Pinned all inputs in " + file);
    return lock;
  }

  /// Builds the kernel that a lock pins, if it is ours and nowhere to be had.
  ///
  /// @throws UsageException if it can't be built
  void makeKernel(Console console, Lock lock)
      throws IOException, InterruptedException, InputException, UsageException {
    KernelRecipe recipe = KernelRecipe.pinned();
    List<Input> pinned = lock.group(Locks.KERNEL);
    boolean ours = pinned.equals(recipe.kernel().stream().toList());
    if (!ours
        || kernel != null
        // Whatever is there by its name is judged by its digest when it is fetched.
        || folders.stream()
            .anyMatch(folder -> Files.exists(folder.resolve(pinned.getFirst().fileName())))
        || InputCache.in(cacheFolder().inputs()).find(pinned.getFirst()).isPresent()) {
      return;
    }
    console.err().println("Building the kernel, once (strongroom kernel)");
    try {
      List<Source> sources = new ArrayList<>(folders.stream().map(Source::folder).toList());
      sources.add(Source.debianMirror(debian));
      sources.add(Source.debianSnapshot(Source.DEBIAN_SNAPSHOT, recipe.lock().snapshot()));
      KernelCommand.make(
          console,
          recipe,
          cacheFolder(),
          sources,
          offline ? Network.OFFLINE : Network.USUAL,
          Runtime.getRuntime().availableProcessors(),
          false);
    } catch (KernelException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /// Gets what a lock pins.
  Fetcher fetcher(Console console, Project project, Lock lock) throws IOException, UsageException {
    List<Source> sources = new ArrayList<>();
    folders.forEach(folder -> sources.add(Source.folder(folder)));
    if (kernel != null) {
      sources.add(Source.folder(folderOf(kernel)));
    }
    sources.add(Source.folder(runtime()));
    sources.add(Source.folder(project.folder()));
    sources.add(Source.localMaven(Path.of(System.getProperty("user.home"), ".m2", "repository")));
    sources.add(Source.debianMirror(debian));
    sources.add(Source.debianSnapshot(Source.DEBIAN_SNAPSHOT, lock.snapshot()));
    sources.add(Source.mavenRepository(Source.MAVEN_CENTRAL));
    return new Fetcher(
        InputCache.in(cacheFolder().inputs()),
        sources,
        offline ? Network.OFFLINE : Network.USUAL,
        new Told(console));
  }

  /// What a kernel of somebody's is; what it lacks is said, for it may do elsewhere.
  private static KernelImage examined(Console console, Path file)
      throws IOException, UsageException {
    try {
      KernelImage image = KernelImage.read(file);
      for (KernelWarning warning : KernelWarning.of(image)) {
        console.err().println("strongroom: " + file + ": " + warning.text());
      }
      return image;
    } catch (MalformedKernelException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  /// In one step: half a lock would be in the way of the next build.
  private static void write(Path file, Lock lock) throws IOException {
    if (!Files.isDirectory(folderOf(file))) {
      throw new IOException("the folder of " + file + " isn't there");
    }
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(draft, lock.text());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file : folder;
  }

  private static Path runtime() throws UsageException {
    String modules = System.getProperty("strongroom.enclave");
    if (modules == null) {
      throw new UsageException("the enclave's jars aren't here: start by ./strongroom");
    }
    return Path.of(modules);
  }

  /// Says what is downloaded.
  private record Told(Console console) implements Progress {
    @Override
    public void begun(Input input, String from) {
      if (from.startsWith("http")) {
        console.err().println("  fetching " + from);
        console.err().flush();
      }
    }

    @Override
    public void failed(Input input, Attempt attempt) {}
  }
}
