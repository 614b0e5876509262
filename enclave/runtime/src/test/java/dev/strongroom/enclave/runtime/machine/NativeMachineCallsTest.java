// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.vsock.Vsock;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The real kernel, as far as it is harmless here; a booted image does the rest.
@EnabledOnOs(OS.LINUX)
class NativeMachineCallsTest {
  private static final int EBADF = -9;
  private static final int ENOENT = -2;
  private final NativeMachineCalls calls = new NativeMachineCalls();
  @TempDir private Path folder = Path.of("");

  @Test
  void writesFiles() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    int fd = calls.openToWrite(file.toString());
    assertThat(fd).isPositive();
    assertThat(calls.write(fd, "é\n")).isEqualTo(3);
    assertThat(calls.close(fd)).isZero();
    assertThat(Files.readString(file)).isEqualTo("é\n");
    assertThat(calls.write(fd, "x")).as("closed").isEqualTo(EBADF);
  }

  @Test
  void failuresAreNegativeErrorNumbers() {
    assertThat(calls.write(-1, "x")).isEqualTo(EBADF);
    assertThat(calls.close(-1)).isEqualTo(EBADF);
    assertThat(calls.openToWrite(folder.resolve("none").toString())).isEqualTo(ENOENT);
    assertThat(calls.limit(999, 1)).isEqualTo(-22);
    // Not even who may mount anything finds that.
    assertThat(calls.mount("none", folder.resolve("none").toString(), 0, "")).isIn(-1, ENOENT);
    assertThat(calls.filterCalls(Bytes.EMPTY)).as("no program").isNegative();
  }

  @Test
  @Timeout(120)
  void confinesAllThreadsOfAProcess() throws Exception {
    Map<String, List<String>> said = run();
    assertThat(said)
        .containsEntry("environment", List.of("0"))
        .containsEntry("variable", List.of("a value"))
        .containsEntry("limit", List.of("0"))
        .containsEntry("before-core", List.of("0 0"))
        .containsEntry("undumpable", List.of("0"))
        .containsEntry("dumpable", List.of("0"))
        .containsEntry("no-new-privileges", List.of("0"))
        .containsEntry("filter", List.of("0"))
        .containsEntry("process", List.of("refused"))
        .containsEntry("thread", List.of("runs"))
        .containsEntry("virtual", List.of("runs"))
        .containsEntry("clone", List.of("-1"))
        .containsEntry("clone3", List.of("-38"));
    assertThat(said.get("before-Seccomp")).containsOnly("0").hasSizeGreaterThan(4);
    assertThat(said.get("after-Seccomp")).containsOnly("2").hasSizeGreaterThan(4);
    assertThat(said.get("after-NoNewPrivs")).containsOnly("1").hasSizeGreaterThan(4);
    Architecture architecture = Architecture.of(System.getProperty("os.arch"));
    for (RefusedCall call : RefusedCall.values()) {
      if (call.number(architecture).isPresent()) {
        assertThat(said).containsEntry(call.call(), List.of("-1"));
      }
    }
    if (said.getOrDefault("before-Uid", List.of()).getFirst().startsWith("0\t")) {
      assertThat(said).containsEntry("user", List.of("0"));
      assertThat(said.get("at-last-Uid")).containsOnly("10000\t10000\t10000\t10000");
      assertThat(said.get("at-last-CapEff")).containsOnly("0".repeat(16));
      assertThat(said.get("at-last-Groups")).containsOnly("");
    } else {
      assertThat(said).as("nobody else may").containsEntry("user", List.of("-1"));
    }
  }

  private static Map<String, List<String>> run() throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            Path.of("target", "classes").toAbsolutePath().toString(),
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            place(Bytes.class),
            place(Vsock.class));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                ConfinedProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    Map<String, List<String>> said = new HashMap<>();
    output
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(word -> said.computeIfAbsent(word[0], _ -> new ArrayList<>()).add(word[1]));
    return said;
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
