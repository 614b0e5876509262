// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.eif.SectionType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// An image's parts in files of their own, as QEMU's ordinary machines take them.
///
/// @param kernel the image's kernel
/// @param ramdisk all ramdisks joined
/// @param commandLine the image's, and where the host is
public record BootParts(Path kernel, Path ramdisk, String commandLine) {
  /// A guest of QEMU's finds its host at CID 2. Measured with the rest of the line.
  private static final String HOST = " strongroom.parent=2";

  /// Writes them.
  ///
  /// @param folder which exists, and has neither `kernel` nor `ramdisk` in it
  /// @throws IOException if something can't be read or written
  /// @throws MalformedEifException if the image is damaged
  public static BootParts write(EifFile image, Path folder)
      throws IOException, MalformedEifException {
    // Its checksum: a damaged image would only be refused by the firmware, without a word.
    var _ = image.measure();
    return new BootParts(
        joined(image, SectionType.KERNEL, folder.resolve("kernel")),
        joined(image, SectionType.RAMDISK, folder.resolve("ramdisk")),
        new String(commandLine(image), StandardCharsets.ISO_8859_1));
  }

  /// Removes both files.
  public void delete() throws IOException {
    Files.deleteIfExists(kernel);
    Files.deleteIfExists(ramdisk);
  }

  /// What the kernel is started with.
  static byte[] commandLine(EifFile image) throws IOException {
    return (image.commandLine() + HOST).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Path joined(EifFile image, SectionType type, Path file) throws IOException {
    List<Section> sections = image.sections(type);
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      for (Section section : sections) {
        try (InputStream in = image.content(section).open()) {
          in.transferTo(out);
        }
      }
    }
    return file;
  }
}
