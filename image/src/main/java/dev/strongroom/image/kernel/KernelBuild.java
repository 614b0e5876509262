// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.BlobStore;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.debian.DebPackage;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.InputCache;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.inputs.Network;
import dev.strongroom.image.inputs.Progress;
import dev.strongroom.image.inputs.Source;
import dev.strongroom.image.tree.Extraction;
import dev.strongroom.image.tree.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Builds the pinned kernel from Debian's source: the same bytes on every x86-64 Linux, for root
/// and for ordinary users. `docs/kernel.md` tells how.
public final class KernelBuild {
  /// What a build needs beside the cache of inputs: measured, with something to spare.
  private static final long NEEDED_DISK = 1_800_000_000L;

  /// A line of the compiler's output that is worth counting, such as ` CC init/main.o`.
  private static final Pattern COUNTED = Pattern.compile("  [A-Z0-9]{2,8} +\\S+.*");

  /// How many of them there are, about.
  private static final int LINES = 1400;

  private final KernelRecipe recipe;
  private final InputCache cache;
  private final Fetcher fetcher;
  private final Path folder;
  private final KernelProgress progress;

  /// @param recipe what to build
  /// @param cache where it may be already
  /// @param fetcher gets the packages into the same cache
  /// @param folder where to work; log and what is kept stay there
  /// @param progress is told how it goes
  public KernelBuild(
      KernelRecipe recipe,
      InputCache cache,
      Fetcher fetcher,
      Path folder,
      KernelProgress progress) {
    this.recipe = recipe;
    this.cache = cache;
    this.fetcher = fetcher;
    this.folder = folder.toAbsolutePath();
    this.progress = progress;
  }

  /// The kernel, built if it isn't in the cache.
  ///
  /// @param jobs how many compilers run at once; the bytes don't depend on it
  /// @throws KernelDiffersException if another one comes out than the pinned one
  /// @throws NoSandboxException if this machine can't build one
  /// @throws KernelBuildException if a step fails
  /// @throws InputException if a package can't be had
  /// @throws IOException if the disk fails
  /// @throws InterruptedException if interrupted; what was begun is removed
  public BuiltKernel run(int jobs)
      throws IOException, InterruptedException, InputException, KernelException {
    Optional<BuiltKernel> kept = kept();
    return kept.isPresent() ? kept.get() : inTurn(jobs, false);
  }

  /// Builds the kernel although it may be in the cache: does it still come out?
  ///
  /// @param jobs as for [#run]; so are the exceptions
  public BuiltKernel again(int jobs)
      throws IOException, InterruptedException, InputException, KernelException {
    return inTurn(jobs, true);
  }

  private BuiltKernel inTurn(int jobs, boolean again)
      throws IOException, InterruptedException, InputException, KernelException {
    Files.createDirectories(folder);
    Path turn = folder.resolve("turn");
    try (FileChannel channel =
            FileChannel.open(turn, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = turn(channel)) {
      // Whoever had the turn before may have built it.
      Optional<BuiltKernel> kept = again ? Optional.empty() : kept();
      return kept.isPresent() ? kept.get() : build(jobs);
    }
  }

  private Optional<BuiltKernel> kept() throws IOException {
    Optional<Input> kernel = recipe.kernel();
    Optional<Path> file = kernel.isPresent() ? cache.find(kernel.get()) : Optional.empty();
    return file.map(path -> new BuiltKernel(path, kernel.orElseThrow(), 0));
  }

  private FileLock turn(FileChannel channel) throws IOException {
    FileLock free = channel.tryLock();
    if (free != null) {
      return free;
    }
    progress.begun(BuildStep.WAIT);
    return channel.lock();
  }

  private BuiltKernel build(int jobs)
      throws IOException, InterruptedException, InputException, KernelException {
    progress.begun(BuildStep.FETCH);
    Map<Input, Path> packages = fetcher.fetchAll(recipe.packages());
    requireSpace();
    Path log = folder.resolve("build.log");
    Files.deleteIfExists(log);
    try (WorkFolder work = WorkFolder.in(folder)) {
      Path root = work.path().resolve("root");
      progress.begun(BuildStep.TOOLCHAIN);
      unpack(packages, work.path().resolve("blobs"), root);
      LoggedRun run = new LoggedRun(Sandbox.in(root), log);
      progress.begun(BuildStep.SOURCE);
      step(run, BuildStep.SOURCE, "unpack");
      if (recipe.changes().isPresent()) {
        run.run(BuildStep.SOURCE, List.of("/usr/bin/sh", "/build/changes.sh"), line -> {});
      }
      progress.begun(BuildStep.CONFIGURE);
      step(run, BuildStep.CONFIGURE, "configure");
      requireWanted(root, log);
      progress.begun(BuildStep.COMPILE);
      AtomicInteger lines = new AtomicInteger();
      run.run(
          BuildStep.COMPILE,
          List.of("/usr/bin/sh", "/build/build.sh", "compile", String.valueOf(jobs)),
          line -> {
            if (COUNTED.matcher(line).matches()) {
              int done = Math.min(lines.incrementAndGet(), LINES - 1);
              progress.advanced(BuildStep.COMPILE, done, LINES);
            }
          });
      progress.begun(BuildStep.COMPARE);
      BuiltKernel built = compare(work, root.resolve("build/linux"));
      progress.begun(BuildStep.CLEAN);
      return built;
    }
  }

  private void requireSpace() throws IOException, KernelBuildException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < NEEDED_DISK) {
      throw new KernelBuildException(
          BuildStep.FETCH,
          "building takes %d MB of disk in %s, and %d MB are free"
              .formatted(NEEDED_DISK / 1_000_000, folder, free / 1_000_000));
    }
  }

  private void unpack(Map<Input, Path> packages, Path blobs, Path root)
      throws IOException, KernelBuildException, InterruptedException {
    BlobStore store = BlobStore.in(blobs);
    ToolchainRoot toolchain = new ToolchainRoot();
    int done = 0;
    for (Map.Entry<Input, Path> each : packages.entrySet()) {
      try {
        toolchain.add(DebPackage.open(each.getValue()).unpack(store).files());
      } catch (MalformedPackageException | IllegalArgumentException e) {
        throw new KernelBuildException(BuildStep.TOOLCHAIN, each.getKey() + ": " + e.getMessage());
      }
      done++;
      progress.advanced(BuildStep.TOOLCHAIN, done, packages.size());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    Map<String, String> ours = new TreeMap<>();
    ours.put("build/build.sh", recipe.script());
    ours.put("build/wanted.config", recipe.configuration());
    recipe.changes().ifPresent(script -> ours.put("build/changes.sh", script));
    FileTree tree = toolchain.build(ours);
    Extraction.extract(tree, root);
  }

  private static void step(LoggedRun run, BuildStep step, String word)
      throws KernelBuildException, IOException, InterruptedException {
    run.run(step, List.of("/usr/bin/sh", "/build/build.sh", word), line -> {});
  }

  /// An option that lacks what it depends on, or was renamed, is dropped without a word.
  private void requireWanted(Path root, Path log) throws IOException, KernelBuildException {
    List<String> deviations;
    try {
      KernelConfiguration made =
          KernelConfiguration.parse(Files.readString(root.resolve("build/linux/.config")));
      deviations = made.deviationsFrom(KernelConfiguration.parse(recipe.configuration()));
    } catch (MalformedKernelException e) {
      throw new KernelBuildException(BuildStep.CONFIGURE, String.valueOf(e.getMessage()));
    }
    if (!deviations.isEmpty()) {
      throw new KernelBuildException(
          BuildStep.CONFIGURE,
          "the kernel can't be configured as it is wanted:\n  "
              + String.join("\n  ", deviations)
              + "\nThe whole log: "
              + log);
    }
  }

  private BuiltKernel compare(WorkFolder work, Path linux)
      throws IOException, InterruptedException, InputException, KernelDiffersException {
    Path image = linux.resolve("arch/x86/boot/bzImage");
    Bytes found = Sha256.of(image);
    Optional<Input> pinned = recipe.kernel();
    if (pinned.isEmpty() || !pinned.get().sha256().equals(found)) {
      work.keep();
      throw new KernelDiffersException(
          pinned.map(Input::sha256), found, Files.size(image), work.path());
    }
    long disk = work.size();
    Path result = Files.createDirectories(work.path().resolve("result"));
    Files.move(image, result.resolve(pinned.get().fileName()), StandardCopyOption.ATOMIC_MOVE);
    try (Fetcher keeping =
        new Fetcher(cache, List.of(Source.folder(result)), Network.OFFLINE, Progress.NONE)) {
      return new BuiltKernel(keeping.fetch(pinned.get()), pinned.get(), disk);
    }
  }
}
