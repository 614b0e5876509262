// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.build.ImageBuilder;
import dev.strongroom.image.build.Project;
import dev.strongroom.image.build.ProjectException;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.materials.BillOfMaterials;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom build`: from an application to an enclave image.
@Command(
    name = "build",
    description = {
      "Builds an enclave image: the same inputs give the same bytes, whoever builds.",
      "",
      "What goes in is pinned by strongroom.lock, beside strongroom.yaml; it is made if it is",
      "missing, and from then on other bytes are refused."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom build -o app.eif                  (the strongroom.yaml of this folder)",
      "  strongroom build service.jar -o app.eif      (to try it on the emulated machine)",
      "  strongroom build --lock -o app.eif           (pin the application's new bytes)",
      "",
      "Exit status: 0 built, 1 an input isn't what is pinned, 2 wrong usage or something is missing."
    })
final class BuildCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "APP",
      description = {
        "A folder with a strongroom.yaml, or a jar or folder of jars to build without one.",
        "Default: this folder."
      })
  private Path application = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The image.")
  private Path output = Path.of("");

  @Option(
      names = "--lock",
      description = "Pin what the application's files, the runtime and the base are now.")
  private boolean lockAnew;

  @Option(names = "--fresh", description = "Make everything anew, cached or not.")
  private boolean fresh;

  @Mixin private final ImageInputs inputs = new ImageInputs();

  BuildCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Project project = project();
      Lock lock = inputs.lock(console, project, lockFile(project), lockAnew);
      inputs.makeKernel(console, lock);
      try (Fetcher fetcher = inputs.fetcher(console, project, lock)) {
        ImageBuilder.Built built =
            new ImageBuilder(fetcher, ImageInputs.cacheFolder(), this::step)
                .build(project, lock, output, fresh);
        report(project, built);
      }
      return ExitStatus.ACCEPTED;
    } catch (InputException e) {
      console.err().println("strongroom: " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    } catch (IOException | ProjectException | MalformedPackageException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private Project project() throws IOException, ProjectException {
    Path path = application.toAbsolutePath().normalize();
    Path file = path.resolve(Project.FILE);
    if (Files.isRegularFile(file)) {
      return Project.read(file);
    }
    console
        .err()
        .println(
            "No " + Project.FILE + ": an image for the emulated machine, SIMULATED throughout.");
    if (Files.isDirectory(path)) {
      return Project.forEmulator(path)
          .withJars(path.equals(Path.of("").toAbsolutePath()) ? List.of() : List.of("."));
    }
    Path folder = path.getParent();
    if (folder == null) {
      throw new IOException(path + " is no jar");
    }
    return Project.forEmulator(folder).withJars(List.of(String.valueOf(path.getFileName())));
  }

  /// Without a project's file, the lock is the image's.
  private Path lockFile(Project project) {
    return Files.isRegularFile(project.folder().resolve(Project.FILE))
        ? project.folder().resolve(Lock.FILE_NAME)
        : output.resolveSibling(output.getFileName() + ".lock");
  }

  private void step(String what) {
    console.err().println("  " + what);
    console.err().flush();
  }

  private void report(Project project, ImageBuilder.Built built) {
    PrintWriter out = console.out();
    out.println(output + "  " + project.name() + " " + project.version());
    out.println("  size    " + built.size() + " bytes");
    out.println("  sha256  " + built.sha256().hex());
    out.println("  PCR0    " + built.measurements().pcr0().hex());
    out.println("  PCR1    " + built.measurements().pcr1().hex());
    out.println("  PCR2    " + built.measurements().pcr2().hex());
    out.println("  inside  " + output + BillOfMaterials.SUFFIX);
  }
}
