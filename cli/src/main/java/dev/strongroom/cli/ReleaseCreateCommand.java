// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.build.Project;
import dev.strongroom.image.build.ProjectException;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.materials.BillOfMaterials;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.image.release.ReleaseKey;
import dev.strongroom.image.release.ReleaseSource;
import dev.strongroom.image.release.SignedRelease;
import dev.strongroom.image.release.SourceRevision;
import dev.strongroom.image.signature.SigningException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom release create`: signs what an image was built from.
@Command(
    name = "create",
    description = {
      "Signs what an image was built from, and what it measures.",
      "",
      "Without --source, git has to know it: the project is in a work tree as it was committed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom release create app.eif --key release.key --public-key release.pub"
          + " -o app.release.json",
      "",
      "Exit status: 0 written, 1 refused (dirty, another lock, another key), 2 wrong usage."
    })
final class ReleaseCreateCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "IMAGE", description = "The image.")
  private Path image = Path.of("");

  @Option(
      names = "--project",
      paramLabel = "DIR",
      description = "The folder of its strongroom.yaml. Default: this folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "The lock that it was built with. Default: the project's.")
  private @Nullable Path lock;

  @Option(
      names = "--source",
      paramLabel = "URL@COMMIT",
      description = "The source's repository and commit. Default: what git says.")
  private @Nullable String source;

  @Option(
      names = "--builder",
      paramLabel = "URI",
      description = "Who built it, as an address. Default: https://strongroom.dev/builder/local")
  private URI builder = URI.create("https://strongroom.dev/builder/local");

  @Mixin private SigningKeyOptions signing = new SigningKeyOptions();

  @Option(
      names = {"--public-key", "--certificate"},
      paramLabel = "FILE",
      required = true,
      description = "The key's public half: PEM, or a certificate of it.")
  private Path publicKey = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The release.")
  private Path output = Path.of("");

  ReleaseCreateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      ReleaseSource from = from();
      ReleaseKey key = ReleaseFile.key(publicKey);
      Release release = from.release(image, revision(from), builder);
      Files.write(
          output,
          SignedRelease.sign(release, key, signing.key(console.clock())).json().toByteArray());
      console.out().println(output + "  " + release.image() + " of " + release.source());
      ReleaseText.write(console.out(), release);
      return ExitStatus.ACCEPTED;
    } catch (ReleaseException | SigningException e) {
      console.err().println("strongroom: " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    } catch (IOException | ProjectException | MalformedEifException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private ReleaseSource from() throws UsageException, IOException, ProjectException {
    Path file = folder.toAbsolutePath().normalize().resolve(Project.FILE);
    if (!Files.isRegularFile(file)) {
      throw new UsageException("no " + file + ": a release needs a project that others can build");
    }
    Path pinned = lock != null ? lock : file.resolveSibling(Lock.FILE_NAME);
    return ReleaseSource.of(Project.read(file), ReleaseFile.lock(pinned));
  }

  private SourceRevision revision(ReleaseSource from)
      throws ReleaseException, InterruptedException, UsageException {
    if (source == null) {
      Path bill = image.resolveSibling(image.getFileName() + BillOfMaterials.SUFFIX);
      return from.committed(List.of(image, bill, output));
    }
    try {
      return SourceRevision.parse(source);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--source: " + e.getMessage());
    }
  }
}
