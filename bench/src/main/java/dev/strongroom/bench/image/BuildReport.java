// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.image;

import dev.strongroom.image.build.BuildProgress;
import dev.strongroom.image.build.ImageBuilder;
import dev.strongroom.image.build.Project;
import dev.strongroom.image.inputs.CacheFolder;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.InputCache;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.Network;
import dev.strongroom.image.inputs.Progress;
import dev.strongroom.image.inputs.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Building an image whose inputs and base are there, against two plain SHA-384 passes over it: the
/// least that anybody has to do who wants to know its PCRs.
public final class BuildReport {
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 11;
  private static final int APPLICATION = 8 << 20;
  private static final int BUFFER = 1 << 16;

  private static final String PROJECT =
      """
      version: 1
      name: bench
      jars: [app.jar]
      deployment: bench
      rootSecret: { source: simulated }
      evidence: simulated
      """;

  private BuildReport() {}

  /// Prints the report.
  public static void run() throws Exception {
    Path folder = Files.createTempDirectory("strongroom-bench");
    try {
      Files.writeString(folder.resolve(Project.FILE), PROJECT);
      application(folder.resolve("app.jar"));
      Path output = folder.resolve("app.eif");
      // By the command, as anybody would, so that lock and base are the real ones.
      Process first =
          new ProcessBuilder(
                  Path.of(System.getProperty("strongroom.root", "."))
                      .toAbsolutePath()
                      .resolve("strongroom")
                      .toString(),
                  "build",
                  "-o",
                  output.toString(),
                  folder.toString())
              .inheritIO()
              .start();
      if (first.waitFor() != 0) {
        System.out.println("build: NOT MEASURED, the image can't be built here");
        return;
      }
      measure(folder, output);
    } finally {
      delete(folder);
    }
  }

  private static void measure(Path folder, Path output) throws Exception {
    CacheFolder cache = CacheFolder.of(System.getenv(), Path.of(System.getProperty("user.home")));
    Project project = Project.read(folder.resolve(Project.FILE));
    Lock lock = Lock.parse(Files.readString(folder.resolve(Lock.FILE_NAME)));
    double[] plain = new double[ROUNDS];
    double[] build = new double[ROUNDS];
    try (Fetcher fetcher =
        new Fetcher(
            InputCache.in(cache.inputs()),
            List.of(Source.folder(folder)),
            Network.OFFLINE,
            Progress.NONE)) {
      ImageBuilder builder = new ImageBuilder(fetcher, cache, BuildProgress.NONE);
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        long start = System.nanoTime();
        digest(output);
        digest(output);
        long between = System.nanoTime();
        builder.build(project, lock, output, false);
        long end = System.nanoTime();
        if (i >= 0) {
          plain[i] = (between - start) / 1e6;
          build[i] = (end - between) / 1e6;
        }
      }
    }
    System.out.printf(
        "image of %.1f MiB, inputs and base warm: SHA-384 twice %.0f ms, build %.0f ms; ratio %.2f"
            + " (target <= 3)%n",
        Files.size(output) / 1048576.0,
        median(plain),
        median(build),
        median(build) / median(plain));
  }

  private static void digest(Path file) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-384");
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    digest.digest();
  }

  /// A jar as large as a service's with a few libraries.
  private static void application(Path file) throws IOException {
    byte[] noise = new byte[APPLICATION];
    new Random(1).nextBytes(noise);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("noise.bin"));
      zip.write(noise);
    }
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().skip(values.length / 2).findFirst().orElseThrow();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
