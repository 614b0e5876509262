// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.build.ImageBuilder;
import dev.strongroom.image.build.Project;
import dev.strongroom.image.build.ProjectException;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.image.release.ReleaseSource;
import dev.strongroom.image.release.ReleasedImage;
import dev.strongroom.image.release.Reproduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom reproduce`: whether a released image can be built again.
@Command(
    name = "reproduce",
    description = {
      "Builds a released image again from its source, taking nothing that was made before, and",
      "compares. The source has to be what the release names: project file, lock and, in a git",
      "work tree, commit."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom reproduce app.release.json --source app --key release.pub",
      "",
      "Exit status: 0 reproduced (same bytes, or another file with the same measurements),",
      "1 it differs, or is refused, 2 wrong usage or something is missing."
    })
final class ReproduceCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RELEASE", description = "The release.")
  private Path file = Path.of("");

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description = "The folder of the project's strongroom.yaml. Default: this folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "The lock that it was built with. Default: the project's.")
  private @Nullable Path lock;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Whose release it has to be. Without it, anybody's is taken.")
  private @Nullable Path key;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = {
        "The released image, to tell where it differs.",
        "Default: the one beside the release, if it is there."
      })
  private @Nullable Path image;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Keep what was built here.")
  private @Nullable Path output;

  @Mixin private final ImageInputs inputs = new ImageInputs();

  ReproduceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Release release =
          key != null ? ReleaseFile.verified(file, key) : ReleaseFile.unverified(file);
      if (key == null) {
        console.err().println("No --key: anybody may have written this release.");
      }
      ReleaseSource source = source();
      source.requireOf(release);
      return reproduce(release, source);
    } catch (ReleaseException | InputException e) {
      console.out().println(file + "  REFUSED  " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    } catch (IOException | ProjectException | MalformedPackageException | MalformedEifException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private ReleaseSource source() throws IOException, ProjectException, UsageException {
    Path project = folder.toAbsolutePath().normalize().resolve(Project.FILE);
    Path pinned = lock != null ? lock : project.resolveSibling(Lock.FILE_NAME);
    return ReleaseSource.of(Project.read(project), ReleaseFile.lock(pinned));
  }

  private int reproduce(Release release, ReleaseSource source)
      throws IOException,
          ProjectException,
          InputException,
          MalformedPackageException,
          MalformedEifException,
          InterruptedException,
          UsageException {
    inputs.makeKernel(console, source.lock());
    Path scratch = Files.createTempDirectory("strongroom-reproduce");
    Path rebuilt = scratch.resolve("rebuilt.eif");
    try (Fetcher fetcher = inputs.fetcher(console, source.project(), source.lock())) {
      ImageBuilder.Built built =
          new ImageBuilder(fetcher, ImageInputs.cacheFolder(), this::step)
              .build(source.project(), source.lock(), rebuilt, true);
      Reproduction verdict = Reproduction.of(release, ReleasedImage.of(rebuilt));
      console.out().println(file + "  " + verdict);
      console.out().println("  released  sha256 " + release.buildableSha256().hex());
      console.out().println("            PCR0   " + release.measurements().pcr0().hex());
      console.out().println("  rebuilt   sha256 " + built.sha256().hex());
      console.out().println("            PCR0   " + built.measurements().pcr0().hex());
      if (verdict != Reproduction.SAME_BYTES) {
        ReproduceExplanation.write(console, released(release), rebuilt);
      }
      if (output != null) {
        Files.copy(rebuilt, output, StandardCopyOption.REPLACE_EXISTING);
      }
      return verdict == Reproduction.DIFFERS ? ExitStatus.REFUSED : ExitStatus.ACCEPTED;
    } finally {
      try (var files = Files.list(scratch)) {
        for (Path left : files.toList()) {
          Files.delete(left);
        }
      }
      Files.delete(scratch);
    }
  }

  /// Where the released image would be.
  private Path released(Release release) {
    if (image != null) {
      return image;
    }
    Path name = Path.of(release.image()).getFileName();
    return file.resolveSibling(name == null ? Path.of("image") : name);
  }

  private void step(String what) {
    console.err().println("  " + what);
    console.err().flush();
  }
}
