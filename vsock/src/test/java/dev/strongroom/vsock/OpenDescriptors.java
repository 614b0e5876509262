// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Counts this process's descriptors of the kinds that this module makes. Others come and go with
/// the JVM's own work.
final class OpenDescriptors {
  private OpenDescriptors() {}

  static long count() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(OpenDescriptors::target)
          .filter(target -> target.matches("socket:.*|anon_inode:\\[event.*|/dev/vsock"))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
