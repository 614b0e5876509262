// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Measurements;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// An image as a release names it.
///
/// @param name the file's
/// @param sha256 of the file
/// @param unsignedSha256 of the same image without its signature, if it has one
/// @param measurements that were made of it just now
public record ReleasedImage(
    String name, Bytes sha256, Optional<Bytes> unsignedSha256, Measurements measurements) {

  /// Measures an image.
  ///
  /// @throws IOException if it can't be read
  /// @throws MalformedEifException if it isn't an image
  public static ReleasedImage of(Path file) throws IOException, MalformedEifException {
    try (EifFile image = EifFile.open(file)) {
      Measurements measured = image.measure();
      return new ReleasedImage(
          String.valueOf(file.getFileName()),
          Sha256.of(file),
          measured.pcr8().isPresent() ? Optional.of(unsigned(image)) : Optional.empty(),
          measured);
    }
  }

  /// Whether this is the image of a release.
  ///
  /// @throws ReleaseException if it isn't
  public void requireOf(Release release) throws ReleaseException {
    if (!sha256.equals(release.sha256())) {
      throw new ReleaseException(
          ReleaseProblem.OTHER_IMAGE,
          "the image's SHA-256 is " + sha256.hex() + ", released was " + release.sha256().hex());
    }
    if (!measurements.equals(release.measurements())) {
      throw new ReleaseException(
          ReleaseProblem.OTHER_MEASUREMENTS,
          "the release states other measurements than this image of its has");
    }
  }

  private static Bytes unsigned(EifFile image) throws IOException {
    Path copy = Files.createTempFile("strongroom", ".eif");
    try (FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      image.writeSigned(Optional.empty(), out);
      return Sha256.of(copy);
    } finally {
      Files.delete(copy);
    }
  }
}
