// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.launch.TinyImage.Ending;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The launcher with the real QEMU and vsock program, where `emulator/build` has made them. The
/// guest is a few instructions long; a whole image's boot has its own suite.
@Timeout(120)
class EmulatedMachineTest {
  @TempDir private Path folder = Path.of("");
  private final BlockingQueue<String> console = new LinkedBlockingQueue<>();
  private final List<LaunchedEnclave> launched = new ArrayList<>();

  @BeforeEach
  void skipWithoutEmulator() {
    if (DoomedHost.emulator().isEmpty()) {
      String message = "NOT TESTED: no emulated machine here; run emulator/build";
      System.err.println(message);
      Assumptions.abort(message);
    }
  }

  @AfterEach
  void stop() {
    launched.forEach(enclave -> enclave.stop(Duration.ZERO));
  }

  private LaunchedEnclave launch(Path image) throws Exception {
    QemuSettings settings = DoomedHost.settings(image, folder);
    LaunchedEnclave enclave = new QemuLauncher(settings, Optional.of(console::add)).launch();
    launched.add(enclave);
    return enclave;
  }

  private Path image(Ending ending) throws IOException {
    return TinyImage.write(folder.resolve("image.eif"), "tiny kernel " + ending, ending, 0);
  }

  @Test
  void bootsAnImageAndShowsItsConsole() throws Exception {
    LaunchedEnclave enclave = launch(image(Ending.HALTS));
    assertThat(console.poll(60, TimeUnit.SECONDS)).isEqualTo("tiny kernel HALTS");
    assertThat(enclave.ended()).isNotDone();
    assertThat(enclave.name()).startsWith("EMULATED");
    enclave.stop(Duration.ofSeconds(20));
    assertThat(enclave.ended().join()).startsWith("status 0");
    assertThat(namesIn(folder)).containsExactly("image.eif");
  }

  @Test
  void bootsAgainWhereOneWasKilled() throws Exception {
    Path image = image(Ending.HALTS);
    for (int i = 0; i < 3; i++) {
      LaunchedEnclave enclave = launch(image);
      assertThat(console.poll(60, TimeUnit.SECONDS)).isEqualTo("tiny kernel HALTS");
      enclave.kill();
      assertThat(enclave.ended().get(20, TimeUnit.SECONDS)).isEqualTo("status 137");
      enclave.stop(Duration.ZERO);
    }
  }

  @Test
  void noticesThatAGuestResets() throws Exception {
    LaunchedEnclave enclave = launch(image(Ending.RESETS));
    assertThat(enclave.ended().get(60, TimeUnit.SECONDS)).isEqualTo("status 0");
    assertThat(console).contains("tiny kernel RESETS");
  }

  @Test
  void saysWhyQemuRefusesAnImage() throws Exception {
    Path damaged = TinyImage.write(folder.resolve("image.eif"), "", Ending.HALTS, 1);
    LaunchedEnclave enclave = launch(damaged);
    assertThat(enclave.ended().get(60, TimeUnit.SECONDS))
        .startsWith("status 1, ")
        .contains("CRC mismatch");
  }

  @Test
  void nothingOutlivesAHostThatIsKilled() throws Exception {
    Process host =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                DoomedHost.class.getName(),
                image(Ending.HALTS).toString(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = host.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("tiny kernel HALTS");
      List<ProcessHandle> started = host.descendants().toList();
      assertThat(started).hasSize(2).allMatch(ProcessHandle::isAlive);
      // Long after the thread that launched them has ended.
      Thread.sleep(500);
      assertThat(started).allMatch(ProcessHandle::isAlive);
      host.destroyForcibly().waitFor();
      for (ProcessHandle process : started) {
        process.onExit().get(20, TimeUnit.SECONDS);
      }
    } finally {
      host.descendants().forEach(ProcessHandle::destroyForcibly);
      host.destroyForcibly();
    }
  }

  /// Where its classes are, whether this test runs as a module or not.
  private static String classPath() throws Exception {
    List<String> places = new ArrayList<>();
    for (Class<?> type : List.of(DoomedHost.class, QemuLauncher.class)) {
      String resource = "/" + type.getName().replace('.', '/') + ".class";
      String url = String.valueOf(type.getResource(resource));
      places.add(Path.of(new URI(url.substring(0, url.length() - resource.length()))).toString());
    }
    return String.join(File.pathSeparator, places);
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
