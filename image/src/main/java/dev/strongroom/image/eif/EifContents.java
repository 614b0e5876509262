// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import java.util.List;
import java.util.Optional;

/// What an image is written from.
///
/// @param architecture for which processors
/// @param kernel as the boot loader takes it
/// @param commandLine of the kernel: printable ASCII without blanks around it
/// @param metadata JSON about the build ([Metadata#json])
/// @param ramdisks in the order in which the kernel unpacks them: 1 to 28, each of a size that is a
///   multiple of four, because the kernel ignores a plain archive that starts elsewhere
/// @param signature made over this image's PCR0; to sign a written image is easier
public record EifContents(
    Architecture architecture,
    Blob kernel,
    String commandLine,
    Bytes metadata,
    List<Blob> ramdisks,
    Optional<SignatureSection> signature) {
  private static final int ALIGNMENT = 4;
  private static final int MOST_RAMDISKS = Header.MOST_SECTIONS - 4;

  /// @throws IllegalArgumentException if something isn't as described
  public EifContents {
    ramdisks = List.copyOf(ramdisks);
    if (ramdisks.isEmpty() || ramdisks.size() > MOST_RAMDISKS) {
      throw new IllegalArgumentException("an image has 1 to " + MOST_RAMDISKS + " ramdisks");
    }
    for (Blob ramdisk : ramdisks) {
      if (ramdisk.size() % ALIGNMENT != 0) {
        throw new IllegalArgumentException(
            "a ramdisk of " + ramdisk.size() + " bytes isn't padded to a multiple of four");
      }
    }
    if (!commandLine.equals(commandLine.strip())
        || !commandLine.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException("a command line is printable ASCII without outer blanks");
    }
  }

  /// An image without a signature.
  public static EifContents unsigned(
      Architecture architecture,
      Blob kernel,
      String commandLine,
      Bytes metadata,
      List<Blob> ramdisks) {
    return new EifContents(architecture, kernel, commandLine, metadata, ramdisks, Optional.empty());
  }
}
