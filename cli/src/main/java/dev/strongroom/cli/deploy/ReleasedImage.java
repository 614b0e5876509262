// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.Measurements;
import java.util.List;
import java.util.stream.Collectors;

/// An image that may have the root secret.
///
/// @param file its name, for people
/// @param architecture for which processors
/// @param measured its PCRs
/// @param memoryMib what an enclave of it needs
public record ReleasedImage(
    String file, Architecture architecture, Measurements measured, int memoryMib) {
  private static final int LEAST_MIB = 512;

  /// What the processors are that all of them are for; those of AMD and Intel if there is none.
  static Architecture processors(List<ReleasedImage> images) throws DeployException {
    List<Architecture> all = images.stream().map(ReleasedImage::architecture).distinct().toList();
    if (all.size() > 1) {
      throw new DeployException("the images are for different processors");
    }
    return all.isEmpty() ? Architecture.X86_64 : all.getFirst();
  }

  /// What is enough for each.
  static int memoryMib(List<ReleasedImage> images) {
    return images.stream().mapToInt(ReleasedImage::memoryMib).max().orElse(LEAST_MIB);
  }

  /// For people, by what KMS looks at.
  static String names(List<ReleasedImage> images) {
    return images.isEmpty()
        ? "nobody yet, for no image was named"
        : images.stream()
            .map(image -> "an image with PCR 0 `" + image.measured().pcr0().hex() + "`")
            .collect(Collectors.joining(", or "));
  }
}
