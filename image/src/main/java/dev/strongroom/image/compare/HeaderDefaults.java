// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The header's memory and CPUs for launchers that are told nothing (docs/image-format.md): nothing
/// obeys or measures them, but they are bytes of the file.
///
/// @param memory in bytes
/// @param cpus how many
record HeaderDefaults(long memory, long cpus) {
  private static final int AT = 8;

  static List<Difference> differences(Path first, Path second) throws IOException {
    HeaderDefaults a = of(first);
    HeaderDefaults b = of(second);
    List<Difference> found = new ArrayList<>();
    if (a.memory != b.memory) {
      found.add(field("default memory", a.memory, b.memory));
    }
    if (a.cpus != b.cpus) {
      found.add(field("default number of CPUs", a.cpus, b.cpus));
    }
    return found;
  }

  private static HeaderDefaults of(Path image) throws IOException {
    try (InputStream in = Files.newInputStream(image)) {
      in.skipNBytes(AT);
      byte[] numbers = in.readNBytes(2 * Long.BYTES);
      if (numbers.length < 2 * Long.BYTES) {
        throw new EOFException(image + " became shorter");
      }
      ByteBuffer buffer = ByteBuffer.wrap(numbers);
      return new HeaderDefaults(buffer.getLong(), buffer.getLong());
    }
  }

  private static Difference field(String name, long inFirst, long inSecond) {
    return new Difference.HeaderField(
        name, Long.toUnsignedString(inFirst), Long.toUnsignedString(inSecond));
  }
}
