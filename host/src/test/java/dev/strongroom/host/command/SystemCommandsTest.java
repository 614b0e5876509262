// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs that end, fail, hang and talk too much.
@Timeout(30)
class SystemCommandsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final SystemCommands commands = new SystemCommands("/bin:/usr/bin");

  private CommandResult shell(String script) throws IOException, InterruptedException {
    return commands.run(List.of("/bin/sh", "-c", script), LONG);
  }

  @Test
  void tellsStatusOutputAndErrorsApart() throws Exception {
    assertThat(shell("echo out; echo err >&2; exit 3"))
        .isEqualTo(new CommandResult(3, "out\n", "err\n"));
  }

  @Test
  void passesNothingOfTheEnvironmentOnButThePath() throws Exception {
    assertThat(shell("env").output().lines().filter(line -> !line.startsWith("PWD=")))
        .contains("PATH=/bin:/usr/bin")
        .allMatch(line -> line.matches("(PATH|_|SHLVL|OLDPWD)=.*"));
  }

  @Test
  void keepsTheBeginningOfWhatIsTooLong() throws Exception {
    CommandResult result = shell("head -c 3000000 /dev/zero; echo end >&2");
    assertThat(result.output()).hasSize(256 * 1024);
    assertThat(result.errors()).isEqualTo("end\n");
  }

  @Test
  void killsWhatHangsAndItsChildren() {
    long start = System.nanoTime();
    assertThatThrownBy(() ->
            commands.run(List.of("/bin/sh", "-c", "sleep 60 & sleep 60"), Duration.ofMillis(300)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("didn't end within");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void saysThatAProgramIsMissing() {
    assertThatThrownBy(() -> commands.run(List.of("/nowhere/program"), LONG))
        .isInstanceOf(IOException.class);
  }
}
