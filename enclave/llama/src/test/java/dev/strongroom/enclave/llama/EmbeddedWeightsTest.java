// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.embedded.EmbeddedWeights;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.inference.engine.Sampling;
import dev.strongroom.enclave.runtime.content.ContentClient;
import dev.strongroom.enclave.runtime.content.ContentException;
import dev.strongroom.enclave.runtime.content.ContentName;
import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.model.TinyModel;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights from a host into the engine that the module system finds.
class EmbeddedWeightsTest {
  private static final EngineSettings SETTINGS = new EngineSettings(256, 1, 1, 0);

  @TempDir private Path folder;

  /// A host that answers every question with the same.
  private static ContentClient host(byte[] content, int named) {
    byte[] answer =
        ByteBuffer.allocate(16 + content.length)
            .put(new byte[] {'S', 'R', 'C', 'A', 1, 0, 0, 0})
            .putLong(named)
            .put(content)
            .array();
    return new ContentClient(() -> new OneAnswer(new ByteArrayInputStream(answer)));
  }

  private record OneAnswer(InputStream input) implements Link {
    @Override
    public OutputStream output() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void endOutput() {}

    @Override
    public void close() {}
  }

  private static ContentName name(byte[] content) throws Exception {
    return new ContentName(
        Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content)), content.length);
  }

  @Test
  void loadsWhatWasNamedAndLeavesNoFile() throws Exception {
    byte[] model = TinyModel.synthesise(1).toByteArray();
    try (Engine engine =
        EmbeddedWeights.load(host(model, model.length), name(model), SETTINGS, folder)) {
      assertThat(folder).isEmptyDirectory();
      assertThat(Tiny.write(engine, "hello", 5, Sampling.greedy()).end().tokens()).isEqualTo(5);
    }
  }

  @Test
  void otherWeightsAreNeverLoaded() throws Exception {
    byte[] model = TinyModel.synthesise(1).toByteArray();
    byte[] other = TinyModel.synthesise(2).toByteArray();
    ContentException refused =
        catchThrowableOfType(
            ContentException.class,
            () -> EmbeddedWeights.load(host(other, other.length), name(model), SETTINGS, folder));
    assertThat(refused.problem()).isEqualTo(ContentException.Problem.DIFFERS);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsNoModelIsNamed() throws Exception {
    byte[] nothing = "GGUF, says its name".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    EngineException refused =
        catchThrowableOfType(
            EngineException.class,
            () ->
                EmbeddedWeights.load(
                    host(nothing, nothing.length), name(nothing), SETTINGS, folder));
    assertThat(refused.problem()).isEqualTo(EngineException.Problem.WEIGHTS);
    assertThat(folder).isEmptyDirectory();
  }
}
