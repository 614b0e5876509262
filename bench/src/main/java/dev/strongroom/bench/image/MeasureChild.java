// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.image;

import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;

/// A process of its own: measures an image several times, beside plain digests of the same file in
/// turn, and prints the medians in milliseconds, the median of the rounds' ratios, and the most
/// memory that it ever had, in MiB.
final class MeasureChild {
  private static final int BUFFER = 1 << 18;

  private MeasureChild() {}

  /// Measures a file.
  ///
  /// @param arguments file, rounds
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    double[] plain = new double[rounds];
    double[] measured = new double[rounds];
    double[] ratios = new double[rounds];
    // The first round warms up.
    for (int i = -1; i < rounds; i++) {
      long start = System.nanoTime();
      digest(file);
      long middle = System.nanoTime();
      measure(file);
      long end = System.nanoTime();
      if (i >= 0) {
        plain[i] = (middle - start) / 1e6;
        measured[i] = (end - middle) / 1e6;
        ratios[i] = measured[i] / plain[i];
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%.0f %.0f %.3f %d%n",
        median(plain),
        median(measured),
        median(ratios),
        peakMemory());
  }

  private static void digest(Path file) throws IOException, GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-384");
    byte[] buffer = new byte[BUFFER];
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      int read = in.read(ByteBuffer.wrap(buffer));
      while (read >= 0) {
        digest.update(buffer, 0, read);
        read = in.read(ByteBuffer.wrap(buffer));
      }
    }
    digest.digest();
  }

  private static void measure(Path file) throws IOException, MalformedEifException {
    try (EifFile image = EifFile.open(file)) {
      image.measure();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /// VmHWM of /proc/self/status.
  private static long peakMemory() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(-1);
  }
}
