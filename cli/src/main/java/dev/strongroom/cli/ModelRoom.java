// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a simulated enclave has for the weights of models on this machine: it keeps them in
/// temporary files, which the engine maps into memory.
///
/// @param memory of the machine or container, in bytes
/// @param disk free for temporary files, in bytes
record ModelRoom(long memory, long disk) {
  private static final long MIB = 1L << 20;

  /// What there is.
  ///
  /// @throws IOException if the temporary folder can't be looked at
  static ModelRoom ofThisMachine() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return new ModelRoom(
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        Files.getFileStore(temporary).getUsableSpace());
  }

  /// @param file named in the message
  /// @param length of all weights, in bytes
  /// @throws UsageException if there isn't the room
  void check(Path file, long length) throws UsageException {
    if (length > memory) {
      throw tooBig(file, length, memory, "of memory");
    }
    if (length > disk) {
      throw tooBig(file, length, disk, "free for temporary files");
    }
  }

  private static UsageException tooBig(Path file, long length, long there, String what) {
    return new UsageException(
        file
            + ": too big for this machine: "
            + mib(length)
            + " MiB of weights, "
            + there / MIB
            + " MiB "
            + what);
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
