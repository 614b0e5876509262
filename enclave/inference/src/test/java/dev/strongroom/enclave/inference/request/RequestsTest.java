// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
  private static final String TYPE = "multipart/form-data; boundary=\"b x\"";
  private static final String FORM =
      """
      --b x\r
      Content-Disposition: form-data; name="model"\r
      \r
      tiny\r
      --b x\r
      Content-Type: audio/wav\r
      content-disposition: form-data; name="file"; filename="x.wav"\r
      \r
      RI\r
      --b y\r
      \r
      FF\r
      --b x--\r
      """;

  @Test
  void readsWhatItNeeds() throws Exception {
    Asked asked =
        JsonRequest.read(
            Bytes.utf8(
                "{\"messages\":[{\"model\":\"inner\",\"model\":\"inner\"}],\"model\":\"tiny\","
                    + "\"stream\":true,\"stream_options\":{\"x\":[],\"include_usage\":true},"
                    + "\"temperature\":1e-1,\"top_p\":null,\"max_tokens\":5,"
                    + "\"max_completion_tokens\":7,\"stop\":[\"a\"]}"));
    assertThat(asked.model()).isEqualTo("tiny");
    assertThat(asked.mostOutput()).hasValue(7);
    assertThat(asked.sampling())
        .isEqualTo(Map.of("temperature", "1e-1", "max_tokens", "5", "max_completion_tokens", "7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "{}",
        "{\"model\":null}",
        "{\"model\":\"a\",\"model\":\"b\"}",
        "{\"model\":\"a\",\"MODEL\":\"b\"}",
        "{\"model\":\"a\",\"Stream\":true}",
        "{\"model\":\"a\",\"m\\u006fdel\":\"b\"}",
        "{\"model\":\"a\",\"x\":1,\"x\":2}",
        "{\"model\":\"a\"}{}",
        "{\"model\":\"a\",}",
        "{'model':'a'}",
        "{\"model\":\"a\",\"x\":NaN}",
        "{\"model\":\"a\"/**/}",
        "{\"model\":\"a\",\"temperature\":\"hot\"}",
        "{\"model\":\"a\",\"max_tokens\":-1}",
        "{\"model\":\"a\",\"max_tokens\":1.5}",
        "{\"model\":\"a\",\"seed\":100000000000000000000000000000000000}"
      })
  void refusesWhatIsUnclear(String body) {
    assertThatExceptionOfType(UnreadableRequestException.class)
        .isThrownBy(() -> JsonRequest.read(Bytes.utf8(body)));
  }

  @Test
  void limitsWhatItReads() {
    for (String body :
        new String[] {
          "{\"model\":\"" + "m".repeat(129) + "\"}",
          "{\"model\":\"a\",\"x\":" + "[".repeat(300) + "]".repeat(300) + "}",
          "{\"model\":\"a\",\"" + "n".repeat(20_000) + "\":1}",
          "{\"model\":\"a\",\"seed\":" + "1".repeat(5000) + "}"
        }) {
      assertThatExceptionOfType(UnreadableRequestException.class)
          .isThrownBy(() -> JsonRequest.read(Bytes.utf8(body)));
    }
  }

  /// No word of a request is in what is said of it.
  @Test
  void quotesNothing() {
    for (String body :
        new String[] {
          "canary", "{\"canary\"", "{\"model\":\"a\",\"x\":canary}", "{\"canary\":1,\"canary\":1}"
        }) {
      assertThatExceptionOfType(UnreadableRequestException.class)
          .isThrownBy(() -> JsonRequest.read(Bytes.utf8(body)))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"))
          .withNoCause();
    }
  }

  @Test
  void readsForms() throws Exception {
    assertThat(FormRequest.read(TYPE, Bytes.utf8(FORM)).model()).isEqualTo("tiny");
    String more = "--b x\r\nContent-Disposition: form-data; name=\"stream\"\r\n\r\ntrue\r\n" + FORM;
    assertThat(FormRequest.read(TYPE, Bytes.utf8(more)).model()).isEqualTo("tiny");
  }

  @Test
  void refusesOtherForms() {
    String model = FORM.substring(0, FORM.indexOf("--b x", 1));
    for (String form :
        new String[] {
          "",
          "--b x",
          "--b x--",
          "--b x\r\n\r\ntiny\r\n--b x--",
          model,
          model + FORM,
          FORM + "x",
          FORM.replace("\"model\"", "\"Model\""),
          FORM.replace("\"model\"", "model"),
          FORM.replace("\"model\"", "\"mo\\\"del\""),
          FORM.replace("tiny", "t".repeat(200)),
          "x" + FORM,
          FORM.replace("\r\n", "\n"),
          model.replace("\"model\"", "\"a\"").repeat(2) + FORM
        }) {
      assertThatExceptionOfType(UnreadableRequestException.class)
          .as(form)
          .isThrownBy(() -> FormRequest.read(TYPE, Bytes.utf8(form)));
    }
    for (String type :
        new String[] {
          "multipart/form-data",
          "multipart/form-data; boundary=",
          "multipart/form-data; boundary=b x",
          "multipart/form-data; boundary=" + "b".repeat(71),
          "multipart/mixed; boundary=\"b x\""
        }) {
      assertThatExceptionOfType(UnreadableRequestException.class)
          .as(type)
          .isThrownBy(() -> FormRequest.read(type, Bytes.utf8(FORM)));
    }
  }

  /// A request, or a refusal, and nothing else is thrown.
  @Test
  void throwsNothingElse() {
    Random random = new Random(3);
    String json = "{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"a\":[1.5]},\"n\":1}";
    int read = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = (i % 2 == 0 ? json : FORM).getBytes(StandardCharsets.ISO_8859_1);
      for (int n = random.nextInt(3); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Bytes whole = Bytes.copyOf(bytes);
      Bytes body = i % 3 == 0 ? whole.slice(0, random.nextInt(bytes.length)) : whole;
      try {
        assertThat(i % 2 == 0 ? JsonRequest.read(body) : FormRequest.read(TYPE, body)).isNotNull();
        read++;
      } catch (UnreadableRequestException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isPositive();
  }
}
