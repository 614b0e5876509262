// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.inputs.CacheFolder;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.InputCache;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.MalformedLockException;
import dev.strongroom.image.inputs.Network;
import dev.strongroom.image.inputs.Source;
import dev.strongroom.image.kernel.BuiltKernel;
import dev.strongroom.image.kernel.KernelBuild;
import dev.strongroom.image.kernel.KernelDiffersException;
import dev.strongroom.image.kernel.KernelException;
import dev.strongroom.image.kernel.KernelImage;
import dev.strongroom.image.kernel.KernelMachine;
import dev.strongroom.image.kernel.KernelRecipe;
import dev.strongroom.image.kernel.KernelWarning;
import dev.strongroom.image.kernel.MalformedKernelException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `strongroom kernel`: the kernel of images, from Debian's source.
@Command(
    name = "kernel",
    description = {
      "Builds the kernel of enclave images from Debian's source, the same bytes for everyone.",
      "",
      "Configuration, source, compiler and result are pinned. It takes some minutes once, and 1.4 GB"
          + " of disk meanwhile; after that the kernel is in the cache."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom kernel",
      "  strongroom kernel -o bzImage",
      "  strongroom kernel --for confidential-vm -o bzImage-confidential",
      "  strongroom kernel --show /boot/vmlinuz-6.12.107+deb13-amd64",
      "",
      "Exit status: 0 built (--show: nothing is missing), 1 another kernel came out than the pinned"
          + " one (--show: something is missing), 2 it can't be built or read, or wrong usage."
    })
final class KernelCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Copy the kernel to FILE. Default: say where in the cache it is.")
  private @Nullable Path output;

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "The lock file that pins everything (docs/kernel.md). Default: ours.")
  private @Nullable Path lockFile;

  @Option(
      names = "--for",
      paramLabel = "MACHINE",
      defaultValue = "enclave",
      description = {
        "enclave, or confidential-vm: an SEV-SNP or TDX guest of QEMU (docs/confidential-vm.md).",
        "Default: enclave."
      })
  private String machine = "enclave";

  @Option(
      names = "--packages",
      paramLabel = "FOLDER",
      description = "Look for packages here before any mirror (repeatable).")
  private List<Path> folders = List.of();

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description =
          "A mirror of Debian, above debian/ and debian-security/ (repeatable). Default: "
              + "deb.debian.org, then snapshot.debian.org.")
  private List<URI> mirrors = List.of();

  @Option(names = "--offline", description = "Use what is on this machine only.")
  private boolean offline;

  @Option(
      names = "--again",
      description = "Build it although the cache has it: does the pinned kernel still come out?")
  private boolean again;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many compilers run at once. Default: as many as there are processors.")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--cache",
      paramLabel = "FOLDER",
      description = "Default: $XDG_CACHE_HOME/strongroom, else ~/.cache/strongroom.")
  private @Nullable Path cache;

  @Option(
      names = "--show",
      paramLabel = "FILE",
      description = "Build nothing: say what FILE is, and what it lacks for an enclave.")
  private @Nullable Path shown;

  KernelCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (jobs < 1) {
      throw new UsageException("at least one job is needed");
    }
    return shown == null ? build() : show(shown);
  }

  private int build() throws UsageException {
    KernelRecipe recipe = recipe();
    CacheFolder places =
        cache == null
            ? CacheFolder.of(System.getenv(), Path.of(System.getProperty("user.home")))
            : new CacheFolder(cache);
    try {
      long start = System.nanoTime();
      BuiltKernel kernel =
          make(
              console,
              recipe,
              places,
              sources(recipe.lock()),
              offline ? Network.OFFLINE : Network.USUAL,
              jobs,
              again);
      tell(kernel, Duration.ofNanos(System.nanoTime() - start).toSeconds());
      return ExitStatus.ACCEPTED;
    } catch (KernelDiffersException e) {
      console.err().println("strongroom: " + e.getMessage());
      return ExitStatus.REFUSED;
    } catch (KernelException | InputException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UsageException("building failed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted; nothing is left of the build");
    }
  }

  /// Builds a kernel into the cache, and shows how it goes.
  ///
  /// @param again even if it is there
  static BuiltKernel make(
      Console console,
      KernelRecipe recipe,
      CacheFolder places,
      List<Source> sources,
      Network network,
      int jobs,
      boolean again)
      throws IOException, InterruptedException, KernelException, InputException {
    try (var progress = new KernelProgressLines(console);
        var _ = InterruptedBySignal.current()) {
      InputCache inputs = InputCache.in(places.inputs());
      BuiltKernel kernel;
      try (Fetcher fetcher =
          new Fetcher(inputs, sources, network, progress.downloads(recipe.packages()))) {
        Path folder = places.root().resolve("kernel");
        KernelBuild build = new KernelBuild(recipe, inputs, fetcher, folder, progress);
        kernel = again ? build.again(jobs) : build.run(jobs);
      }
      progress.end();
      return kernel;
    }
  }

  private KernelRecipe recipe() throws UsageException {
    KernelMachine wanted =
        switch (machine) {
          case "enclave" -> KernelMachine.ENCLAVE;
          case "confidential-vm" -> KernelMachine.CONFIDENTIAL_VM;
          default -> throw new UsageException("--for is enclave or confidential-vm");
        };
    if (lockFile == null) {
      return KernelRecipe.pinned(wanted);
    }
    try {
      return KernelRecipe.of(Lock.parse(Files.readString(lockFile)), wanted);
    } catch (MalformedLockException e) {
      throw new UsageException(lockFile + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException("can't read " + lockFile);
    }
  }

  private List<Source> sources(Lock lock) {
    List<Source> sources = new ArrayList<>();
    folders.forEach(folder -> sources.add(Source.folder(folder)));
    if (mirrors.isEmpty()) {
      sources.add(Source.debianMirror(Source.DEBIAN));
      sources.add(Source.debianSnapshot(Source.DEBIAN_SNAPSHOT, lock.snapshot()));
    } else {
      mirrors.forEach(mirror -> sources.add(Source.debianMirror(mirror)));
    }
    return sources;
  }

  private void tell(BuiltKernel kernel, long seconds) throws IOException {
    Path file = kernel.file();
    if (output != null) {
      Files.copy(file, output, StandardCopyOption.REPLACE_EXISTING);
      file = output;
    }
    console
        .out()
        .println(
            "%s  %s  (linux %s, %d bytes)"
                .formatted(
                    kernel.pinned().sha256().hex(),
                    Printable.of(file.toString()),
                    kernel.pinned().version().orElse(""),
                    kernel.pinned().size()));
    if (kernel.diskBytes() > 0) {
      console
          .err()
          .println(
              "Built in %d s, with %d MB of disk, which are free again. It is the pinned kernel."
                  .formatted(seconds, kernel.diskBytes() / 1_000_000));
    }
  }

  private int show(Path file) throws UsageException {
    KernelImage kernel;
    try {
      kernel = KernelImage.read(file);
    } catch (MalformedKernelException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException("can't read " + file);
    }
    console.out().println("format         " + kernel.format());
    console.out().println("version        " + kernel.version());
    console.out().println("configuration  " + Printable.of(kernel.configurationFrom()));
    List<KernelWarning> warnings = KernelWarning.of(kernel);
    warnings.forEach(warning -> console.out().println("missing        " + warning.text()));
    return warnings.isEmpty() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
  }
}
