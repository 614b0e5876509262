// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// JSON that is taken apart comes back byte for byte.
class RawJsonTest {
  private final Random random = new Random(12);

  private static final List<String> SCALARS =
      List.of(
          "0",
          "-12.50e+3",
          "1E400",
          "true",
          "false",
          "null",
          "\"\"",
          "\"a\\\"b\\\\\\u00e9\\ud83d\\ude00\"",
          "\"é😀 text, with ] and }\"",
          "123456789012345678901234567890");

  private String space() {
    return List.of("", "", " ", "\n\t ", "  ").get(random.nextInt(5));
  }

  private String value(int depth) {
    int kind = random.nextInt(depth > 3 ? 1 : 3);
    if (kind == 0) {
      return SCALARS.get(random.nextInt(SCALARS.size()));
    }
    List<String> inside = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      inside.add(
          (kind == 1 ? "\"n" + i + "\"" + space() + ":" + space() : "")
              + value(depth + 1)
              + space());
    }
    String all = String.join("," + space(), inside);
    return kind == 1 ? "{" + space() + all + "}" : "[" + space() + all + "]";
  }

  @Test
  void takesApartWhatItIsGiven() throws Exception {
    for (int i = 0; i < 5000; i++) {
      Map<String, String> written = new LinkedHashMap<>();
      List<String> members = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        String value = value(0);
        written.put("é" + n, value);
        members.add(space() + "\"\\u00e9" + n + "\"" + space() + ":" + space() + value + space());
      }
      String text = space() + "{" + String.join(",", members) + "}" + space();
      Map<String, Bytes> read = RawJson.members(Bytes.utf8(text));
      assertThat(read).hasSameSizeAs(written);
      read.forEach(
          (name, value) -> assertThat(value.asUtf8()).as(text).isEqualTo(written.get(name)));
      String list = space() + "[" + String.join(" ," + space(), written.values()) + " ]";
      assertThat(RawJson.items(Bytes.utf8(list)).stream().map(Bytes::asUtf8))
          .as(list)
          .containsExactlyElementsOf(written.values());
    }
  }

  @Test
  void refusesEverythingElse() {
    for (String text :
        List.of(
            "",
            "[]",
            "{",
            "{}{}",
            "{} x",
            "{\"a\":1,\"a\":2}",
            "{\"a\":{\"b\":1,\"b\":2}}",
            "{\"a\":01}",
            "{\"a\":NaN}",
            "{\"a\":1,}",
            "{\"\\ud800\":1}",
            "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}")) {
      assertThatExceptionOfType(HistoryRefusedException.class)
          .as(text)
          .isThrownBy(() -> RawJson.members(Bytes.utf8(text)));
    }
    Bytes wide = Bytes.copyOf("{\"a\":[1,2]}".getBytes(StandardCharsets.UTF_16LE));
    assertThatExceptionOfType(HistoryRefusedException.class)
        .isThrownBy(() -> RawJson.members(wide));
    assertThatExceptionOfType(HistoryRefusedException.class)
        .isThrownBy(() -> RawJson.text(Bytes.utf8("\"\\ud800\""), 10));
  }

  @Test
  void hostileBytesAreRefusalsOnly() {
    byte[] seed =
        "{\"a\":[1,2.5,{\"b\":\"x\\u00e9\"}],\"c\":null}".getBytes(StandardCharsets.UTF_8);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = seed.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        RawObject again = new RawObject();
        RawJson.members(Bytes.copyOf(bytes)).forEach(again::with);
        RawJson.members(again.end());
        read++;
      } catch (HistoryRefusedException e) {
        assertThat(e.getMessage()).doesNotContain("x");
      }
    }
    assertThat(read).isBetween(1, 199_999);
  }
}
