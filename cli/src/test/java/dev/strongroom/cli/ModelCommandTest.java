// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom model`.
class ModelCommandTest {
  @TempDir Path folder;

  @Test
  void makesAModelAndShowsIt() throws Exception {
    Path file = folder.resolve("tiny.gguf");
    Run made = Run.of("model", "synthesise", "-o", file.toString(), "--seed", "5");
    assertThat(made.status()).isZero();
    assertThat(made.out()).contains("length  " + Files.size(file));
    Run shown = Run.of("model", "inspect", file.toString());
    assertThat(shown.status()).isZero();
    assertThat(shown.out())
        .contains("architecture   llama")
        .contains("name           Strongroom tiny 5")
        .contains("quantisation   F16")
        .contains("tokenizer      llama, 298 tokens");
    JsonNode json = JsonNode.parse(Run.of("model", "inspect", "--json", file.toString()).out());
    assertThat(made.out()).contains("sha256  " + json.member("sha256").text());
    assertThat(json.member("contextLength").integer(1, 4096)).isEqualTo(2048);
    assertThat(json.member("tokenizer").member("end").integer(0, 9)).isEqualTo(2);
  }

  @Test
  void overwritesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "mine");
    Run run = Run.of("model", "synthesise", "-o", file.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("isn't overwritten");
    assertThat(file).hasContent("mine");
  }

  @Test
  void namesAFileThatIsNoModel() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "hello, world");
    Run run = Run.of("model", "inspect", file.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("not-gguf, offset 0");
    assertThat(Run.of("model", "inspect", folder.resolve("none").toString()).err())
        .contains("there is no such file");
  }
}
