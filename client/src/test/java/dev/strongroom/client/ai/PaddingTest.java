// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.message.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaddingTest {
  private static ModelRequest request(int length) {
    return ModelRequest.json("/v1/embeddings", "[\"" + "a".repeat(length - 4) + "\"]");
  }

  @Test
  void lengthsFallIntoClasses() {
    int[] lengths = {4, 1023, 1024, 1025, 2048, 2049, 5000, ModelRequest.MOST};
    int[] kibibytes = {1024, 1024, 1024, 2048, 2048, 3072, 5120, ModelRequest.MOST};
    int[] powers = {1024, 1024, 1024, 2048, 2048, 4096, 8192, ModelRequest.MOST};
    for (int i = 0; i < lengths.length; i++) {
      ModelRequest request = request(lengths[i]);
      assertThat(Padding.NONE.pad(request)).isEqualTo(request.body());
      assertThat(Padding.KIBIBYTES.pad(request).length()).isEqualTo(kibibytes[i]);
      assertThat(Padding.POWERS_OF_TWO.pad(request).length()).isEqualTo(powers[i]);
    }
  }

  @Test
  void saysTheSameInJson() throws Exception {
    Bytes padded = Padding.POWERS_OF_TWO.pad(request(700));
    assertThat(JsonNode.parse(String.valueOf(padded.asUtf8())).items().getFirst().text())
        .isEqualTo("a".repeat(696));
  }

  @Test
  void leavesOtherFormatsAndEmptyBodiesAlone() {
    ModelRequest form =
        new ModelRequest(
            "POST",
            "/v1/audio/transcriptions",
            List.of(new Field("content-type", "multipart/form-data; boundary=b")),
            Bytes.utf8("--b--"));
    assertThat(Padding.KIBIBYTES.pad(form)).isEqualTo(form.body());
    assertThat(Padding.KIBIBYTES.pad(ModelRequest.get("/v1/models"))).isEqualTo(Bytes.EMPTY);
  }
}
