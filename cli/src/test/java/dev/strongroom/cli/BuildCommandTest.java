// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `strongroom build` says before it begins. What it builds is tested where it is built, and
/// by `build/check-image`.
class BuildCommandTest {
  private static final String PROJECT =
      """
      version: 1
      name: x
      deployment: x
      rootSecret: { source: simulated }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void aProjectThatSaysTooMuchIsRefusedByPlace() throws Exception {
    Run run = build(PROJECT + "egres: []\n");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("strongroom: strongroom.yaml: unknown: egres");
  }

  @Test
  void aTextOfAProjectCannotWriteToTheTerminal() throws Exception {
    Run run = build(PROJECT + "\"a\\eb\": 1\n");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("\u001b").contains("\\u{1b}");
  }

  @Test
  void aLockThatIsNoneIsNamed() throws Exception {
    Files.writeString(folder.resolve("strongroom.lock"), "{\"strongroom-lock\": 2}");
    Run run = build(PROJECT);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("strongroom.lock");
  }

  @Test
  void anotherKernelNeedsAnotherLock() throws Exception {
    Files.writeString(folder.resolve("strongroom.lock"), "{}");
    Files.writeString(folder.resolve(Path.of("strongroom.yaml")), PROJECT);
    Run run =
        Run.of("build", "-o", out(), "--kernel", folder.resolve("k").toString(), folder.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--kernel needs --lock");
  }

  @Test
  void anImageNeedsAPlace() {
    Run run = Run.of("build", folder.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--output");
  }

  private Run build(String project) throws IOException {
    Files.writeString(folder.resolve("strongroom.yaml"), project);
    Run run = Run.of("build", "-o", out(), folder.toString());
    assertThat(Path.of(out())).doesNotExist();
    return run;
  }

  private String out() {
    return folder.resolve("app.eif").toString();
  }
}
