// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.ReleasedImage;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The images that a deployment accepts.
final class DeployImages {
  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = {
        "An image that may have the root secret. Twice while an old and a new one may run.",
        "Default: none yet."
      })
  private List<Path> files = List.of();

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "The enclave's memory. Default: four times the image, and no less than 512.")
  private @Nullable Integer memory;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      defaultValue = "2",
      description = "The enclave's processors: whole cores, so an even number. Default: 2.")
  private int cpus = 2;

  /// Made by the command-line library, which sets the fields.
  DeployImages() {}

  /// Measures them.
  ///
  /// @throws UsageException if one can't be read, isn't an image, or has a bad signature
  List<ReleasedImage> measured(Console console) throws UsageException {
    if (cpus < 2 || (memory != null && memory < 64)) {
      throw new UsageException("--cpus from 2, --memory from 64");
    }
    ImageOptions ordinary = new ImageOptions();
    List<ReleasedImage> images = new ArrayList<>();
    for (Path file : files) {
      ordinary.check(file);
      try (EifFile image = EifFile.open(file)) {
        ImageFinding found = ImageFinding.of(image, console.clock().instant());
        if (!found.good()) {
          throw new UsageException(file + ": its signature is bad (strongroom measure says why)");
        }
        images.add(
            new ReleasedImage(
                String.valueOf(file),
                found.architecture(),
                found.measured(),
                memory != null ? memory : ordinary.memoryMib(file)));
      } catch (MalformedEifException e) {
        throw new UsageException(file + ": " + e.getMessage());
      } catch (IOException e) {
        throw FileProblem.reading(file, e);
      }
    }
    return List.copyOf(images);
  }

  int cpus() {
    return cpus;
  }
}
