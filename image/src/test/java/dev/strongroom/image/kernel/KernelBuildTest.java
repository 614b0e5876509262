// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.InputCache;
import dev.strongroom.image.inputs.InputMismatchException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.Network;
import dev.strongroom.image.inputs.Progress;
import dev.strongroom.image.inputs.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All that is around the compiler, with real packages, a real root and a real script, but a "make"
/// that takes no minutes. `strongroom kernel --again` builds the real kernel.
class KernelBuildTest {
  private static final String CONFIGURE =
      """
      case "$*" in
        *allnoconfig*) cat /build/wanted.config >/build/linux/.config; exit ;;
      esac
      """;
  private static final String COMPILE =
      """
      echo '  CC      init/main.o'
      mkdir -p /build/linux/arch/x86/boot
      echo kernel >/build/linux/arch/x86/boot/bzImage
      """;
  private static final Bytes KERNEL = Sha256.of(Bytes.utf8("kernel\n"));

  @TempDir Path folder;
  private final List<BuildStep> steps = new ArrayList<>();
  private final List<Integer> compiled = new ArrayList<>();
  private CountDownLatch compiling = new CountDownLatch(1);
  private KernelMachine machine = KernelMachine.ENCLAVE;
  private String regions = "";

  @BeforeEach
  void lookForTools() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "no dpkg-deb here: not tested");
    try {
      Sandbox.in(TinyRoot.in(folder.resolve("trial"), "sh"));
    } catch (NoSandboxException e) {
      abort("this machine allows no sandbox: not tested");
    }
  }

  @Test
  void buildsComparesAndKeeps() throws Exception {
    KernelRecipe recipe = recipe(CONFIGURE + COMPILE, Optional.of(KERNEL));
    BuiltKernel built = build(recipe);
    assertThat(built.file()).hasContent("kernel\n");
    assertThat(built.diskBytes()).isPositive();
    assertThat(steps)
        .containsExactly(
            BuildStep.FETCH,
            BuildStep.TOOLCHAIN,
            BuildStep.SOURCE,
            BuildStep.CONFIGURE,
            BuildStep.COMPILE,
            BuildStep.COMPARE,
            BuildStep.CLEAN);
    assertThat(compiled).containsExactly(1);
    assertThat(leftovers()).isEmpty();

    steps.clear();
    BuiltKernel again = build(recipe);
    assertThat(again.file()).isEqualTo(built.file());
    assertThat(again.diskBytes()).isZero();
    assertThat(steps).isEmpty();

    assertThat(with(recipe, build -> build.again(1)).diskBytes()).isPositive();
    assertThat(steps).contains(BuildStep.COMPILE);
  }

  /// The source is changed before anything is compiled; one without that place isn't compiled.
  @Test
  void changesTheSourceOfConfidentialKernels() throws Exception {
    String compile =
        """
        mkdir -p /build/linux/arch/x86/boot
        cat /build/linux/drivers/acpi/acpica/exregion.c >/build/linux/arch/x86/boot/bzImage
        """;
    String trace = "\tACPI_FUNCTION_TRACE(ex_system_memory_space_handler);\n";
    String changed = "int a;\n" + trace + "\n\treturn_ACPI_STATUS(AE_ACCESS);\nint b;\n";
    regions = "int a;\n" + trace + "int b;\n";
    machine = KernelMachine.CONFIDENTIAL_VM;
    Bytes expected = Sha256.of(Bytes.utf8(changed));
    assertThat(build(recipe(CONFIGURE + compile, Optional.of(expected))).file())
        .hasContent(changed);
    regions = "int a;\n";
    KernelRecipe elsewhere = recipe(CONFIGURE + compile, Optional.of(Bytes.zeros(32)));
    assertThatExceptionOfType(KernelBuildException.class)
        .isThrownBy(() -> build(elsewhere))
        .satisfies(e -> assertThat(e.step()).isEqualTo(BuildStep.SOURCE));
  }

  @Test
  void aDamagedKernelInTheCacheIsBuiltAgain() throws Exception {
    KernelRecipe recipe = recipe(CONFIGURE + COMPILE, Optional.of(KERNEL));
    Files.writeString(build(recipe).file(), "lernek\n");
    assertThat(build(recipe).file()).hasContent("kernel\n");
  }

  @Test
  void refusesAnotherKernelAndKeepsTheFolder() throws Exception {
    KernelRecipe recipe = recipe(CONFIGURE + COMPILE, Optional.of(Bytes.zeros(32)));
    assertThatExceptionOfType(KernelDiffersException.class)
        .isThrownBy(() -> build(recipe))
        .withMessageContaining(KERNEL.hex())
        .withMessageContaining(Bytes.zeros(32).hex())
        .satisfies(e -> {
          assertThat(e.found()).isEqualTo(KERNEL);
          assertThat(e.expected()).contains(Bytes.zeros(32));
          assertThat(e.folder().resolve("root/build/linux/arch/x86/boot/bzImage"))
              .hasContent("kernel\n");
        });
  }

  @Test
  void usesNoKernelThatNothingPins() throws Exception {
    KernelRecipe recipe = recipe(CONFIGURE + COMPILE, Optional.empty());
    assertThatExceptionOfType(KernelDiffersException.class)
        .isThrownBy(() -> build(recipe))
        .withMessageContaining("pins no kernel")
        .withMessageContaining(KERNEL.hex());
  }

  @Test
  void refusesAConfigurationThatLostAnOption() throws Exception {
    String losing =
        """
        case "$*" in
          *allnoconfig*)
            while read -r line; do
              case $line in CONFIG_NSM=y) ;; *) echo "$line" ;; esac
            done </build/wanted.config >/build/linux/.config
            exit
            ;;
        esac
        """;
    KernelRecipe recipe = recipe(losing + COMPILE, Optional.of(KERNEL));
    assertThatExceptionOfType(KernelBuildException.class)
        .isThrownBy(() -> build(recipe))
        .withMessageContaining("NSM is n, not y")
        .satisfies(e -> assertThat(e.step()).isEqualTo(BuildStep.CONFIGURE));
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void namesAFailureAndKeepsTheLog() throws Exception {
    KernelRecipe recipe =
        recipe(CONFIGURE + "echo 'main.c:1: error: no'; exit 2\n", Optional.of(KERNEL));
    assertThatExceptionOfType(KernelBuildException.class)
        .isThrownBy(() -> build(recipe))
        .withMessageContaining("main.c:1: error: no")
        .withMessageContaining("build.log");
    assertThat(leftovers()).isEmpty();
    assertThat(folder.resolve("work/build.log")).content().contains("error: no");
  }

  @Test
  void refusesAPackageWithOtherBytes() throws Exception {
    KernelRecipe recipe = recipe(CONFIGURE + COMPILE, Optional.of(KERNEL));
    Path tools = folder.resolve("pool/tools.deb");
    byte[] bytes = Files.readAllBytes(tools);
    bytes[bytes.length - 1] ^= 1;
    Files.write(tools, bytes);
    assertThatExceptionOfType(InputMismatchException.class).isThrownBy(() -> build(recipe));
  }

  @Test
  void anInterruptLeavesNothing() throws Exception {
    KernelRecipe recipe =
        recipe(
            CONFIGURE + "while :; do echo '  CC      x.o'; echo x >>/build/linux/x; done\n",
            Optional.of(KERNEL));
    List<Throwable> thrown = new ArrayList<>();
    Thread building =
        Thread.ofPlatform()
            .start(() -> {
              try {
                build(recipe);
              } catch (Exception e) {
                thrown.add(e);
              }
            });
    assertThat(compiling.await(60, TimeUnit.SECONDS)).isTrue();
    building.interrupt();
    assertThat(building.join(Duration.ofSeconds(60))).isTrue();
    assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
    assertThat(leftovers()).isEmpty();
  }

  private BuiltKernel build(KernelRecipe recipe) throws Exception {
    return with(recipe, build -> build.run(2));
  }

  private BuiltKernel with(KernelRecipe recipe, Run run) throws Exception {
    InputCache cache = InputCache.in(folder.resolve("cache"));
    List<Source> pool = List.of(Source.folder(folder.resolve("pool")));
    try (Fetcher fetcher = new Fetcher(cache, pool, Network.OFFLINE, Progress.NONE)) {
      return run.of(new KernelBuild(recipe, cache, fetcher, folder.resolve("work"), new Noting()));
    }
  }

  @FunctionalInterface
  private interface Run {
    BuiltKernel of(KernelBuild build) throws Exception;
  }

  private List<String> leftovers() throws IOException {
    try (Stream<Path> left = Files.list(folder.resolve("work"))) {
      return left.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("build-"))
          .toList();
    }
  }

  private KernelRecipe recipe(String make, Optional<Bytes> kernel) throws Exception {
    Path tools = folder.resolve(regions.isEmpty() ? "tools" : "tools-" + regions.length());
    TinyRoot.in(tools, "sh", "cat", "grep", "mkdir", "sed", "tar", "xz");
    Files.delete(tools.resolve("dev/null"));
    Path script = tools.resolve("usr/bin/make");
    Files.writeString(script, "#!/usr/bin/sh\nset -eu\n" + make);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path source = folder.resolve("source");
    Files.createDirectories(source.resolve("usr/src"));
    Path linux = Files.createDirectories(folder.resolve("linux-9"));
    Files.writeString(linux.resolve("Makefile"), "all:\n");
    Path acpi = Files.createDirectories(linux.resolve("drivers/acpi/acpica"));
    Files.writeString(acpi.resolve("exregion.c"), regions);
    run(
        List.of(
            "tar",
            "-C",
            folder.toString(),
            "-cJf",
            source.resolve("usr/src/linux-source-9.tar.xz").toString(),
            "linux-9"));
    Lock lock =
        KernelRecipe.pinned()
            .lock()
            .withGroup(KernelRecipe.SOURCE, List.of(deb("source")))
            .withGroup(KernelRecipe.TOOLCHAIN, List.of(deb(String.valueOf(tools.getFileName()))))
            .withGroup(
                machine.group(), kernel.stream().map(digest -> pinned(digest, size())).toList());
    return KernelRecipe.of(lock, machine);
  }

  /// Of what the script makes, which the pin says too.
  private int size() {
    return machine == KernelMachine.ENCLAVE
        ? "kernel\n".length()
        : regions.length() + "\n\treturn_ACPI_STATUS(AE_ACCESS);\n".length();
  }

  private Input deb(String name) throws IOException, InterruptedException {
    Path content = folder.resolve(name);
    Files.createDirectories(content.resolve("DEBIAN"));
    Files.writeString(
        content.resolve("DEBIAN/control"),
        """
        Package: %s
        Version: 9
        Architecture: amd64
        Maintainer: Nobody <nobody@example.org>
        Description: none
        """
            .formatted(name));
    Path file = Files.createDirectories(folder.resolve("pool")).resolve(name + ".deb");
    run(List.of("dpkg-deb", "-Znone", "--root-owner-group", "-b", content.toString(), file + ""));
    return new Input(
        Input.Kind.DEBIAN,
        name,
        Optional.of("9"),
        Optional.of("amd64"),
        "debian/pool/" + name + ".deb",
        Files.size(file),
        Sha256.of(file),
        Optional.empty());
  }

  private static Input pinned(Bytes sha256, long size) {
    return new Input(
        Input.Kind.KERNEL,
        "linux",
        Optional.of("9"),
        Optional.of("amd64"),
        "bzImage",
        size,
        sha256,
        Optional.empty());
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private final class Noting implements KernelProgress {
    @Override
    public void begun(BuildStep step) {
      steps.add(step);
    }

    @Override
    public void advanced(BuildStep step, int done, int total) {
      assertThat(done).isLessThanOrEqualTo(total);
      if (step == BuildStep.COMPILE) {
        compiled.add(done);
        compiling.countDown();
      }
    }
  }
}
