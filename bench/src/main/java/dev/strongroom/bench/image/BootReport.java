// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.image;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.EgressService;
import dev.strongroom.host.Host;
import dev.strongroom.host.HostSettings;
import dev.strongroom.host.StoreService;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.launch.Emulator;
import dev.strongroom.host.launch.LaunchedEnclave;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.launch.QemuLauncher;
import dev.strongroom.host.launch.QemuSettings;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.UnixWire;
import dev.strongroom.image.Blob;
import dev.strongroom.image.build.Project;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.SectionType;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// From power on to `ready` on the emulated machine, phase by phase, against a JVM that says hello
/// from the same kernel and base: what nobody can do without who wants Java in an enclave.
public final class BootReport {
  private static final int ROUNDS = 5;
  private static final int MEMORY_MIB = 320;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern PHASE = Pattern.compile("strongroom: ([0-9.]+) (.*)");
  private static final String LAST = "ready";

  private static final String PROJECT =
      """
      version: 1
      name: boot
      deployment: boot
      rootSecret: { source: simulated }
      evidence: simulated
      """;

  private static final String OPTIONS =
      """
      -XX:+UseSerialGC
      -XX:-UsePerfData
      -Xshare:auto
      -cp
      /app/lib
      %s
      """
          .formatted(Hello.class.getName());

  private final Emulator emulator;
  private final Path folder;

  private BootReport(Emulator emulator, Path folder) {
    this.emulator = emulator;
    this.folder = folder;
  }

  /// Prints the report.
  public static void run() throws Exception {
    Optional<Emulator> emulator =
        Emulator.find(
            List.of(
                Emulator.usualFolder(System.getenv(), Path.of(System.getProperty("user.home")))));
    Path folder = Files.createTempDirectory("strongroom-boot");
    try {
      Path image = folder.resolve("app.eif");
      if (emulator.isEmpty() || !built(folder, image)) {
        System.out.println("boot: NOT MEASURED, for want of emulator/build or of an image");
        return;
      }
      Path hello = folder.resolve("hello.eif");
      write(image, hello);
      new BootReport(emulator.get(), folder).measure(image, hello);
    } finally {
      delete(folder);
    }
  }

  private static boolean built(Path folder, Path image) throws Exception {
    Files.writeString(folder.resolve(Project.FILE), PROJECT);
    String command =
        Path.of(System.getProperty("strongroom.root", ".")).resolve("strongroom").toString();
    return new ProcessBuilder(command, "build", "-o", image.toString(), folder.toString())
            .inheritIO()
            .start()
            .waitFor()
        == 0;
  }

  /// The same kernel, line and base with another application.
  private static void write(Path image, Path hello) throws Exception {
    String name = Hello.class.getName().replace('.', '/') + ".class";
    byte[] code;
    try (InputStream in = Objects.requireNonNull(Hello.class.getResourceAsStream("Hello.class"))) {
      code = in.readAllBytes();
    }
    FileTree application =
        FileTree.builder()
            .put("app/options", new RegularFile(Blob.of(Bytes.utf8(OPTIONS)), false))
            .put("app/lib/" + name, new RegularFile(Blob.of(Bytes.copyOf(code)), false))
            .build();
    try (EifFile from = EifFile.open(image);
        FileChannel out =
            FileChannel.open(hello, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              from.architecture(),
              from.content(from.sections(SectionType.KERNEL).getFirst()),
              from.commandLine(),
              from.metadata().orElseThrow(),
              List.of(
                  from.content(from.sections(SectionType.RAMDISK).getFirst()),
                  CpioWriter.archive(application))),
          out);
    }
  }

  private void measure(Path image, Path hello) throws Exception {
    double[] bare = new double[ROUNDS];
    double[] ready = new double[ROUNDS];
    Map<String, double[]> phases = new LinkedHashMap<>();
    for (int i = 0; i < ROUNDS; i++) {
      bare[i] = hello(hello);
      int round = i;
      ready[i] =
          enclave(
              image,
              (phase, seconds) ->
                  phases.computeIfAbsent(phase, _ -> new double[ROUNDS])[round] = seconds);
    }
    System.out.printf(
        "emulated machine, %d MiB; seconds, medians of %d boots in turn%n%n", MEMORY_MIB, ROUNDS);
    System.out.println("  since the guest's kernel started:");
    phases.forEach(
        (phase, seconds) -> System.out.printf("    %-22s %6.2f%n", phase, median(seconds)));
    System.out.println();
    System.out.printf("  power on to a JVM's hello      %6.2f%n", median(bare));
    System.out.printf("  power on to ready              %6.2f%n", median(ready));
    System.out.printf(
        "  ratio                          %6.2f   (target <= 1.5)%n", median(ready) / median(bare));
  }

  private double hello(Path image) throws Exception {
    CompletableFuture<Long> said = new CompletableFuture<>();
    Path wire = Files.createTempDirectory("boot");
    QemuLauncher launcher =
        launcher(
            image,
            wire,
            line -> {
              if (line.contains(Hello.WORD)) {
                said.complete(System.nanoTime());
              }
            });
    long start = System.nanoTime();
    LaunchedEnclave enclave = launcher.launch();
    try {
      return (said.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - start) / 1e9;
    } finally {
      enclave.stop(Duration.ZERO);
      delete(wire);
    }
  }

  private interface Told {
    void reached(String phase, double seconds);
  }

  private double enclave(Path image, Told told) throws Exception {
    CompletableFuture<Long> ready = new CompletableFuture<>();
    Path wire = Files.createTempDirectory("boot");
    Consumer<String> console =
        line -> {
          Matcher phase = PHASE.matcher(line);
          if (phase.find()) {
            told.reached(phase.group(2), Double.parseDouble(phase.group(1)));
            if (phase.group(2).equals(LAST)) {
              ready.complete(System.nanoTime());
            }
          }
        };
    HostSettings settings =
        new HostSettings(
            new UnixWire(wire)::listen,
            launcher(image, wire, console),
            Patience.ordinary().starting(LIMIT),
            List.of(
                new StoreService(() -> SqliteStore.open(folder.resolve("store.sqlite"))),
                new EgressService(new EgressAddresses(List.of()))),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            _ -> {});
    long start = System.nanoTime();
    try (Host host = Host.start(settings)) {
      Objects.requireNonNull(host);
      return (ready.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - start) / 1e9;
    } finally {
      delete(wire);
    }
  }

  private QemuLauncher launcher(Path image, Path wire, Consumer<String> console) {
    return new QemuLauncher(
        new QemuSettings(
            emulator.qemu(),
            emulator.backend(),
            emulator.firmware(),
            image,
            wire,
            "i-0e000000000000000-enc0e00000000000000",
            16,
            2,
            MEMORY_MIB,
            false),
        Optional.of(console));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
