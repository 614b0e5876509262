// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.model.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `up --model` says of files and options before anything starts.
class UpModelTest {
  @TempDir private Path folder = Path.of("");

  private String tiny(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.write(file, TinyModel.synthesise(1).toByteArray());
    }
    return file.toString();
  }

  private static String refused(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "up";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Run run = Run.of(all);
    assertThat(run.status()).isEqualTo(2);
    return run.err();
  }

  @Test
  void namesFilesThatItCantServe() throws Exception {
    assertThat(refused("--model", folder.resolve("none.gguf").toString()))
        .contains("none.gguf", "there is no such file");
    Path text = Files.writeString(folder.resolve("text.gguf"), "hello, world");
    assertThat(refused("--model", text.toString())).contains("no model in GGUF", "not-gguf");
    Path cut = folder.resolve("cut.gguf");
    Files.write(cut, TinyModel.synthesise(1).slice(0, 100_000).toByteArray());
    assertThat(refused("--model", cut.toString())).contains("no model in GGUF");
    Path unsaid = folder.resolve("unsaid.gguf");
    Files.write(
        unsaid,
        replaced(TinyModel.synthesise(1), "context_length", "context_lengtx").toByteArray());
    assertThat(refused("--model", unsaid.toString())).contains("how many tokens");
  }

  private static Bytes replaced(Bytes file, String old, String by) {
    String text = new String(file.toByteArray(), StandardCharsets.ISO_8859_1);
    return Bytes.copyOf(text.replace(old, by).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void namesOptionsThatDontFit() throws Exception {
    String tiny = tiny("tiny.gguf");
    assertThat(refused("--context", "64")).contains("are for --model");
    assertThat(refused("--model", tiny, "--context", "15")).contains("--context is 16 to");
    assertThat(refused("--model", tiny, "--context", "2049"))
        .contains("trained for 2048 tokens, not 2049");
    assertThat(refused("--model", tiny, "--threads", "0")).contains("--threads is 1 to");
    assertThat(refused("--model", "a b=" + tiny)).contains("names no model");
    assertThat(refused("--model", tiny, "--model", "tiny=" + tiny)).contains("two models");
    assertThat(refused("--model", tiny, "--application", "x.jar")).contains("--application");
    assertThat(refused("--model", tiny, "--configuration", "x.json")).contains("--offer");
    assertThat(refused("--configuration", "x.json")).contains("x.json: there is no such file");
  }

  @Test
  void takesNamesFromFilesUnlessTheyAreGiven() throws Exception {
    for (String[] each :
        new String[][] {
          {tiny("tiny.gguf"), "tiny"},
          {tiny("My model (1).Q4.gguf"), "My-model--1-.Q4"},
          {tiny("-.gguf"), "model"},
          {"org/large:2=" + tiny("tiny.gguf"), "org/large:2"},
          {tiny("a=b"), "a-b"}
        }) {
      ServedModel model = new ModelOptions(List.of(each[0])).read().getFirst();
      assertThat(model.name()).isEqualTo(each[1]);
      assertThat(model.context()).isEqualTo(2048);
    }
  }

  @Test
  void measuresDigestLengthAndHowItRuns() throws Exception {
    OfferedContent weights = OfferedContent.of(Path.of(tiny("tiny.gguf")));
    ServedModel one = new ServedModel("one", weights, "llama", 64, 3);
    ServedModel two = new ServedModel("two", weights, "llama", 128, 1);
    JsonNode settings = JsonNode.parse(DefaultInference.settings(List.of(one, two)));
    assertThat(settings.member("models").items().get(1).member("backend").text())
        .isEqualTo("inside-2");
    JsonNode inside = settings.member("backends").member("inside");
    assertThat(inside.member("weights").member("sha256").text())
        .isEqualTo("b01759eda1e49e842b0994322a6a4a37f6bcfb820196855c00c5b1c9ef7b1c87");
    assertThat(inside.member("weights").member("length").value()).isEqualTo(430_432L);
    assertThat(inside.member("context").value()).isEqualTo(64L);
    assertThat(inside.member("threads").value()).isEqualTo(3L);
  }

  @Test
  void saysWhatIsTooBig() throws Exception {
    Path file = folder.resolve("big.gguf");
    new ModelRoom(2 << 20, 2 << 20).check(file, 2 << 20);
    assertThatThrownBy(() -> new ModelRoom(2 << 20, 8 << 20).check(file, (2 << 20) + 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("3 MiB of weights, 2 MiB of memory");
    assertThatThrownBy(() -> new ModelRoom(8 << 20, 2 << 20).check(file, (2 << 20) + 1))
        .hasMessageContaining("2 MiB free for temporary files");
    ModelRoom here = ModelRoom.ofThisMachine();
    assertThat(here.memory()).isGreaterThan(1 << 20);
    assertThat(here.disk()).isPositive();
  }
}
