// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Wall time of `./strongroom inspect` on a real document beside that of an empty Java program.
final class StartReport {
  private static final int RUNS = 11;

  private StartReport() {}

  static void run() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("strongroom.root", "."));
    String document = root.resolve("examples/nitro-enclave.cbor").toString();
    List<String> inspect =
        List.of(root.resolve("strongroom").toString(), "inspect", "--at", "document", document);
    Path empty = emptyProgram();
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            empty.toString(),
            "Empty");
    double baseline = median(java);
    double measured = median(inspect);
    System.out.printf(
        "empty Java program %.0f ms; ./strongroom inspect %.0f ms (target < 500); ratio %.2f%n",
        baseline, measured, measured / baseline);
  }

  private static Path emptyProgram() throws IOException {
    Path folder = Files.createTempDirectory("strongroom-bench");
    Path source = folder.resolve("Empty.java");
    Files.writeString(source, "public class Empty { public static void main(String[] a) {} }");
    int status =
        javax.tools.ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    if (status != 0) {
      throw new IOException("the empty program doesn't compile");
    }
    return folder;
  }

  /// Milliseconds; the first run, which fills caches, isn't counted.
  private static double median(List<String> command) throws IOException, InterruptedException {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i <= RUNS; i++) {
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed");
      }
      if (i > 0) {
        times.add((System.nanoTime() - start) / 1e6);
      }
    }
    return times.stream().sorted().skip(RUNS / 2).findFirst().orElseThrow();
  }
}
