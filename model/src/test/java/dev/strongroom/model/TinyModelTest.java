// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same seed gives the same bytes, and they are a model.
class TinyModelTest {
  /// Of seed 1: a change of it is a change of what everybody makes.
  private static final String SHA256 =
      "b01759eda1e49e842b0994322a6a4a37f6bcfb820196855c00c5b1c9ef7b1c87";

  @TempDir private Path folder;

  @Test
  void seedOneHasThePinnedDigest() throws IOException {
    Bytes model = TinyModel.synthesise(1);
    Path file = Files.write(folder.resolve("tiny.gguf"), model.toByteArray());
    ModelDigest digest = ModelDigest.of(file);
    assertThat(digest.sha256().hex()).isEqualTo(SHA256);
    assertThat(digest.length()).isEqualTo(model.length());
  }

  @Test
  void seedsDiffer() {
    assertThat(TinyModel.synthesise(2)).isNotEqualTo(TinyModel.synthesise(1));
    assertThat(TinyModel.synthesise(-1)).isEqualTo(TinyModel.synthesise(-1));
  }

  @Test
  void saysWhatItIs() throws Exception {
    Bytes model = TinyModel.synthesise(7);
    Gguf read = Gguf.read(new ByteArrayInputStream(model.toByteArray()), model.length());
    assertThat(read.architecture()).isEqualTo("llama");
    assertThat(read.name()).hasValue("Strongroom tiny 7");
    assertThat(read.contextLength()).hasValue(TinyModel.CONTEXT);
    assertThat(read.quantisation()).hasValue(TensorType.F16);
    assertThat(read.tokenizer()).isPresent();
    assertThat(read.tokenizer().get().tokens()).isEqualTo(298);
    assertThat(read.tokenizer().get().beginning()).hasValue(1);
    assertThat(read.tokenizer().get().end()).hasValue(2);
    assertThat(read.chatTemplate().orElseThrow()).contains("<|im_start|>");
    assertThat(read.tensors()).hasSize(21);
    assertThat(read.parameters()).isEqualTo(210_496);
    assertThat(read.length()).isBetween(400_000L, 600_000L);
  }
}
