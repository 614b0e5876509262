// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measuring an image against one plain SHA-384 pass over the same file, and its memory.
public final class MeasureReport {
  private static final String ROW = "%-40s %9s %9s %7s %9s%n";
  private static final int ROUNDS = 7;

  private MeasureReport() {}

  /// Prints the table.
  public static void run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("strongroom-bench");
    Path file = folder.resolve("image.eif");
    try {
      System.out.printf(ROW, "", "plain ms", "image ms", "ratio", "peak MiB");
      BenchImage.write(file, 10);
      report("60 MiB, 10 of them in ramdisk 2", List.of(), file, ROUNDS);
      report("the same on one core", List.of("taskset", "-c", "0"), file, ROUNDS);
      BenchImage.write(file, 450);
      report("500 MiB, 450 of them in ramdisk 2", List.of(), file, ROUNDS);
      report("the same on one core", List.of("taskset", "-c", "0"), file, ROUNDS);
      BenchImage.write(file, 2048);
      report("2 GiB in ramdisk 2", List.of(), file, 3);
      System.out.println(
          "Target: ratio at most 1.2 with two cores; memory of the whole process, heap at most"
              + " 128 MiB, flat.");
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static void report(String name, List<String> prefix, Path file, int rounds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            MeasureChild.class.getName(),
            file.toString(),
            String.valueOf(rounds)));
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (child.waitFor() != 0) {
      throw new IOException("measuring " + name + " failed");
    }
    String[] figures = said.strip().split(" ", -1);
    System.out.printf(ROW, name, figures[0], figures[1], figures[2], figures[3]);
  }
}
