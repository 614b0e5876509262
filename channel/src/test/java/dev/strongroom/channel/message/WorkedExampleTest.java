// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example at the end of `docs/encrypted-messages.md` is what both ends make and take.
class WorkedExampleTest {
  private static final Pattern LINE = Pattern.compile("(?m)^([a-z][a-z -]+) = ([0-9a-f \\n]+)$");
  private static final List<Field> FIELDS = List.of(new Field("content-type", "text/plain"));

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Map<String, String> documented() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "encrypted-messages.md"));
    Map<String, String> values = new TreeMap<>();
    Matcher lines = LINE.matcher(text.substring(text.indexOf("## 9. Example")));
    while (lines.find()) {
      values.put(lines.group(1), lines.group(2).replaceAll("\\s", ""));
    }
    return values;
  }

  @Test
  void isMadeAndOpenedAsDocumented() throws IOException {
    Ends ends = new Ends();
    SealedRequest sealed =
        ends.keys().seal("POST", "/v1/chat?model=small", FIELDS, Ends.stream(ascii("hello")));
    byte[] request = sealed.body().readAllBytes();
    OpenedRequest opened = ends.receiver.open("POST", "/v1/chat?model=small", Ends.stream(request));
    assertThat(opened.body().readAllBytes()).asString().isEqualTo("hello");
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    SealedResponse out = opened.respond(200, FIELDS, response);
    out.write(ascii("hi"));
    out.flush();
    out.write(ascii(" there"));
    out.finish();
    Map<String, String> made = new TreeMap<>();
    made.put("statement", ends.statement.encoded().hex());
    made.put("key id", RequestHeader.keyId(ends.statement).hex());
    made.put("time", String.format("%016x", Ends.NOW.toEpochMilli()));
    made.put("request", Bytes.copyOf(request).hex());
    made.put("response", Bytes.copyOf(response.toByteArray()).hex());
    Map<String, String> documented = documented();
    documented.keySet().removeAll(List.of("message private key", "ephemeral private key"));
    assertThat(made).isEqualTo(documented);
    try (MessageResponse read = Ends.open(sealed, response.toByteArray())) {
      assertThat(read.status()).isEqualTo(200);
      assertThat(read.body().readAllBytes()).asString().isEqualTo("hi there");
    }
  }
}
