// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.image.release.ReleasedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom release verify`: whether a key signed a release, and whether an image is its.
@Command(
    name = "verify",
    description = {
      "Verifies that a key signed a release and, with --image, that the image is the released one:",
      "the same file, which measures what the release says."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom release verify app.release.json --key release.pub --image app.eif",
      "",
      "Exit status: 0 verified, 1 refused, 2 unreadable or wrong usage."
    })
final class ReleaseVerifyCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RELEASE", description = "The release.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "Whose release it has to be: a public key in PEM, or a certificate.")
  private Path key = Path.of("");

  @Option(names = "--image", paramLabel = "FILE", description = "The image.")
  private @Nullable Path image;

  ReleaseVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Release release = ReleaseFile.verified(file, key);
      if (image != null) {
        ReleasedImage.of(image).requireOf(release);
      }
      console.out().println(file + "  VERIFIED");
      if (image == null) {
        console.out().println("  (no --image: nothing was measured)");
      }
      ReleaseText.write(console.out(), release);
      return ExitStatus.ACCEPTED;
    } catch (ReleaseException e) {
      console.out().println(file + "  REFUSED  " + Printable.of(e.getMessage()));
      return ExitStatus.REFUSED;
    } catch (IOException | MalformedEifException e) {
      throw new UsageException(image + ": " + e.getMessage());
    }
  }
}
