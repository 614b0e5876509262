// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.inference.engine.Generated;
import dev.strongroom.enclave.inference.engine.Generation;
import dev.strongroom.enclave.inference.engine.Sampling;
import dev.strongroom.model.TinyModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The tiny model in llama.cpp.
final class Tiny {
  /// The tokens that end a text, and that stand for the bytes of "é".
  static final int END = 2;

  static final int E_FIRST = 3 + 0xc3;
  static final int E_SECOND = 3 + 0xa9;

  private Tiny() {}

  static Path file(Path folder) throws IOException {
    return Files.write(folder.resolve("tiny.gguf"), TinyModel.synthesise(1).toByteArray());
  }

  static Engine load(Path folder, int slots, int waiting) throws Exception {
    return new LlamaProvider().load(file(folder), new EngineSettings(512, 1, slots, waiting));
  }

  static Sampling seeded(long seed, Map<Integer, Float> bias) {
    return new Sampling(1, 0.95f, 40, 0.01f, seed, 1, 0, 0, bias);
  }

  /// What was written, and how it ended.
  record Written(Bytes bytes, Generated end) {}

  static Written write(Engine engine, String prompt, int most, Sampling sampling)
      throws EngineException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Generated end =
        engine.generate(
            new Generation(engine.tokenise(prompt), most, sampling),
            piece -> {
              out.writeBytes(piece.toByteArray());
              return true;
            });
    return new Written(Bytes.copyOf(out.toByteArray()), end);
  }
}
