// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.model.Gguf;
import dev.strongroom.model.MalformedModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Any bytes as a model's file.
class ModelFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void bytesGiveAModelOrMalformed(byte[] input) throws IOException {
    try {
      Gguf model = Gguf.read(new ByteArrayInputStream(input), input.length);
      assertThat(model.dataOffset()).isLessThanOrEqualTo(input.length + 65536L);
      model
          .tensors()
          .forEach(tensor ->
              assertThat(tensor.offset() + tensor.length()).isLessThanOrEqualTo(input.length));
    } catch (MalformedModelException e) {
      assertThat(e.offset()).isBetween(0L, (long) input.length);
    }
  }
}
