// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs in a root of their own, as this machine really allows it.
class SandboxTest {
  @TempDir Path folder;
  private Path root;
  private Path log;
  private LoggedRun run;

  @BeforeEach
  void enter() throws IOException, InterruptedException {
    root = TinyRoot.in(folder.resolve("root"), "sh", "sleep", "cat");
    log = folder.resolve("log");
    try {
      run = new LoggedRun(Sandbox.in(root), log);
    } catch (NoSandboxException e) {
      System.getLogger("test").log(System.Logger.Level.WARNING, e.getMessage());
      abort("this machine allows no sandbox: not tested");
    }
  }

  @Test
  void seesNothingOfThisMachine() throws Exception {
    assertThat(lines("for each in /*; do echo $each; done"))
        .doesNotContain("/proc", "/etc", "/home")
        .contains("/dev", "/tmp", "/usr");
    assertThat(lines("echo ${HOME-none} ${USER-none} ${LANG-none}"))
        .containsExactly("none none none");
  }

  @Test
  void hasTheNullDevice() throws Exception {
    assertThat(lines("echo lost >/dev/null; cat /dev/null; test -c /dev/null && echo device"))
        .containsExactly("device");
    assertThat(Files.size(root.resolve("dev/null"))).isZero();
  }

  @Test
  void masksNothingOfAFilesMode() throws Exception {
    lines("echo x >/tmp/x");
    assertThat(Files.getPosixFilePermissions(root.resolve("tmp/x"))).hasSize(4);
  }

  @Test
  void logsAndNamesAFailure() throws Exception {
    assertThatExceptionOfType(KernelBuildException.class)
        .isThrownBy(() -> lines("echo one; echo two >&2; exit 7"))
        .withMessageContaining("Compiling failed with status 7:\n  one\n  two\n")
        .withMessageContaining(log.toString())
        .satisfies(e -> assertThat(e.step()).isEqualTo(BuildStep.COMPILE));
    assertThat(Files.readAllLines(log)).containsExactly("one", "two");
  }

  @Test
  void anInterruptEndsAllThatWasStarted() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    List<Class<?>> thrown = new ArrayList<>();
    Thread building =
        Thread.ofPlatform()
            .start(() -> {
              try {
                run.run(
                    BuildStep.COMPILE,
                    List.of(
                        "/usr/bin/sh",
                        "-c",
                        "(while :; do echo x >>/tmp/alive; sleep 0.05; done) & echo on; wait"),
                    line -> started.countDown());
              } catch (KernelBuildException | IOException | InterruptedException e) {
                thrown.add(e.getClass());
              }
            });
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    building.interrupt();
    assertThat(building.join(Duration.ofSeconds(30))).isTrue();
    assertThat(thrown).containsExactly(InterruptedException.class);
    Path alive = root.resolve("tmp/alive");
    long size = Files.exists(alive) ? Files.size(alive) : 0;
    Thread.sleep(300);
    assertThat(Files.exists(alive) ? Files.size(alive) : 0).isEqualTo(size);
  }

  @Test
  void saysWhatWasTriedWhereNothingWorks() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty/dev")).getParent();
    Files.createFile(empty.resolve("dev/null"));
    assertThatExceptionOfType(NoSandboxException.class)
        .isThrownBy(() -> Sandbox.in(empty))
        .withMessageContaining("namespaces as root: ")
        .withMessageContaining("namespaces of an ordinary user: ")
        .withMessageContaining("chroot as root: ")
        .withMessageContaining("What helps");
  }

  private List<String> lines(String script)
      throws KernelBuildException, IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    run.run(BuildStep.COMPILE, List.of("/usr/bin/sh", "-c", script), lines::add);
    return lines;
  }
}
