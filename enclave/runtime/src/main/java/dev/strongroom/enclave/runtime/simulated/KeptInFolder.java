// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/// Plain files.
///
/// @param folder made if missing
record KeptInFolder(Path folder) implements Keeping {

  /// A file is whole or not there, whenever the process is killed: it is written under another name
  /// and flushed first.
  @Override
  public byte[] kept(String name, Supplier<byte[]> fresh) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      return Files.readAllBytes(file);
    }
    Files.createDirectories(folder);
    Path draft =
        Files.createTempFile(
            folder,
            name,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(fresh.get()));
        channel.force(true);
      }
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its file is the deployment's.
    } finally {
      Files.delete(draft);
    }
    try (FileChannel directory = FileChannel.open(folder)) {
      directory.force(true);
    }
    return Files.readAllBytes(file);
  }
}
