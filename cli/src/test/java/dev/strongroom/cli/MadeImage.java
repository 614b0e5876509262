// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.Metadata;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;

/// An image with a given kernel, which nothing boots.
final class MadeImage {
  private MadeImage() {}

  /// Writes it.
  static Path in(Path folder, Bytes kernel) throws Exception {
    Path file = folder.resolve("app.eif");
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.X86_64,
              Blob.of(kernel),
              "quiet",
              new Metadata("hello", "1.0", "6.12", "strongroom", "0", new TreeMap<>()).json(),
              List.of(Blob.of(Bytes.utf8("one.")), Blob.of(Bytes.utf8("two.")))),
          out);
    }
    return file;
  }
}
