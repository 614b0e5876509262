// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import dev.strongroom.vsock.VsockAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The words that the kernel was started with. Some may come from whoever started the machine and
/// aren't measured, so nothing here may matter to security.
///
/// @param words in order
record KernelCommandLine(List<String> words) {
  private static final String PARENT = "strongroom.parent=";

  KernelCommandLine {
    words = List.copyOf(words);
  }

  static KernelCommandLine parse(String line) {
    return new KernelCommandLine(
        Arrays.stream(line.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList());
  }

  /// @param file `/proc/cmdline`
  /// @throws IOException if `/proc` isn't mounted
  static KernelCommandLine read(Path file) throws IOException {
    // Whoever started the machine may have put any bytes there.
    return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  /// The address of the host. In a Nitro enclave it is 3; an emulated machine's host is 2, and says
  /// so by a word `strongroom.parent=2`. Whoever is reached there isn't trusted with anything.
  int parentCid() {
    return words.contains(PARENT + VsockAddress.CID_HOST)
        ? VsockAddress.CID_HOST
        : VsockAddress.CID_ENCLAVE_PARENT;
  }
}
