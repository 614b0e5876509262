// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom console`; what the file does is for `ConsolePageTest`.
class ConsoleCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void writesOneFileThatNamesNoOther() throws Exception {
    Path file = folder.resolve("enclave.html");
    Run run = Run.of("console", "-o", file.toString(), "--enclave", "https://enclave.example");
    assertThat(run.status()).isZero();
    assertThat(run.out()).containsPattern("sha256  [0-9a-f]{64}");
    assertThat(file)
        .content()
        .contains("data-enclave=\"https://enclave.example\"", "Content-Security-Policy")
        .doesNotContain("src=\"")
        .as("only places in the page itself")
        .doesNotContainPattern("href=\"[^#]");
    assertThat(Run.of("console", "-o", file.toString()).status()).as("it is there").isEqualTo(2);
  }

  @Test
  void takesAnOriginAndNothingElse() {
    Path file = folder.resolve("enclave.html");
    for (String wrong : new String[] {"http://a.example", "https://a.example/x", "https://\"x"}) {
      Run run = Run.of("console", "-o", file.toString(), "--enclave", wrong);
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("not an origin");
      assertThat(Files.exists(file)).isFalse();
    }
  }
}
