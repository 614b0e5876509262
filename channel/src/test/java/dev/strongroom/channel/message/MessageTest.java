// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages that nobody touches.
class MessageTest {
  private final Ends ends = new Ends();

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_768, 100_000})
  void bodiesOfAllLengthsGoThereAndBack(int length) throws IOException {
    byte[] body = bytes(length);
    SealedRequest sealed = ends.seal("POST", "/v1/a?b=c%20d", body);
    OpenedRequest opened = ends.receiver.open(sealed.method(), sealed.target(), sealed.body());
    assertThat(opened.fields()).containsExactly(new Field("content-type", "text/plain"));
    assertThat(opened.body().readAllBytes()).isEqualTo(body);
    try (MessageResponse response = Ends.open(sealed, Ends.respond(opened, 418, body))) {
      assertThat(response.status()).isEqualTo(418);
      assertThat(response.field("x-answer")).contains("yes");
      assertThat(response.body().readAllBytes()).isEqualTo(body);
      assertThat(response.body().read()).isEqualTo(-1);
    }
  }

  @Test
  void nothingReadableIsInside() throws IOException {
    byte[] body = "a secret that nobody reads".getBytes(StandardCharsets.UTF_8);
    SealedRequest sealed = ends.seal("POST", "/", body);
    byte[] request = sealed.body().readAllBytes();
    assertThat(new String(request, StandardCharsets.ISO_8859_1))
        .doesNotContain("secret")
        .doesNotContain("text/plain");
    OpenedRequest opened = ends.receiver.open("POST", "/", Ends.stream(request));
    opened.body().readAllBytes();
    assertThat(new String(Ends.respond(opened, 200, body), StandardCharsets.ISO_8859_1))
        .doesNotContain("secret")
        .doesNotContain("yes");
  }

  @Test
  void whatWasFlushedIsReadBeforeTheRestIsWritten() throws IOException {
    SealedRequest sealed = ends.seal("GET", "/stream", new byte[0]);
    OpenedRequest opened = ends.receiver.open("GET", "/stream", sealed.body());
    opened.body().readAllBytes();
    PipedInputStream in = new PipedInputStream(1 << 16);
    SealedResponse out = opened.respond(200, List.of(), new PipedOutputStream(in));
    try (MessageResponse response = sealed.open(200, "application/Strongroom-Message; x=y", in)) {
      for (int i = 1; i < 50; i++) {
        out.write(bytes(i));
        out.flush();
        assertThat(response.body().readNBytes(i)).isEqualTo(bytes(i));
      }
      out.finish();
      in.close();
    }
  }

  /// A body of sevens that says how much of it was read.
  private static final class Sevens extends InputStream {
    private final long length;
    private long given;

    Sevens(long length) {
      this.length = length;
    }

    @Override
    public int read() {
      return given++ < length ? 7 : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) {
      int count = (int) Math.min(length - given, wanted);
      Arrays.fill(buffer, offset, offset + count, (byte) 7);
      given += count;
      return count == 0 ? -1 : count;
    }
  }

  @Test
  void noMoreThanAFewChunksAreHeldWhateverTheBodysLength() throws IOException {
    Sevens source = new Sevens(16 << 20);
    SealedRequest sealed = ends.keys().seal("PUT", "/large", List.of(), source);
    OpenedRequest opened = ends.receiver.open("PUT", "/large", sealed.body());
    long total = 0;
    byte[] buffer = new byte[1 << 16];
    for (int n; (n = opened.body().read(buffer)) >= 0; ) {
      total += n;
      assertThat(source.given - total).isBetween(0L, 2L * MessageFormat.MAX_CHUNK);
    }
    assertThat(total).isEqualTo(source.length);
  }

  @Test
  void aServiceThatOnlyClosesLeavesAResponseThatIsCutShort() throws IOException {
    SealedRequest sealed = ends.seal("GET", "/", new byte[0]);
    OpenedRequest opened = ends.receiver.open("GET", "/", sealed.body());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SealedResponse response = opened.respond(200, List.of(), out)) {
      response.write(1);
    }
    try (MessageResponse response = Ends.open(sealed, out.toByteArray())) {
      assertThat(response.body().read()).isEqualTo(1);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> response.body().read())
            .isInstanceOfSatisfying(
                MessageException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.TRUNCATED));
      }
    }
  }

  @Test
  void aBodyThatFailsIsNotSentAsWhole() throws IOException {
    PipedInputStream failing = new PipedInputStream();
    failing.close();
    SealedRequest sealed = ends.keys().seal("POST", "/", List.of(), failing);
    assertThatThrownBy(() -> sealed.body().readAllBytes())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(MessageException.class);
  }

  @Test
  void twoResponsesToOneRequestShareNoKey() throws IOException {
    SealedRequest sealed = ends.seal("GET", "/", new byte[0]);
    OpenedRequest opened = ends.receiver.open("GET", "/", sealed.body());
    List<byte[]> one = Pieces.of(Ends.respond(opened, 200, bytes(100)), ResponseHeader.LENGTH);
    List<byte[]> two = Pieces.of(Ends.respond(opened, 200, bytes(100)), ResponseHeader.LENGTH);
    for (int i = 0; i < one.size(); i++) {
      assertThat(one.get(i)).isNotEqualTo(two.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD /",
        "CONNECT /",
        "TRACE /",
        "get /",
        "GET relative",
        "GET /a b",
        "GET /ä",
        "GET /#x"
      })
  void requestsThatCantBeEncryptedAreRefusedAtBothEnds(String line) throws IOException {
    int space = line.indexOf(' ');
    String method = line.substring(0, space);
    String target = line.substring(space + 1);
    assertThatThrownBy(() -> ends.seal(method, target, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ends.receiver.open(method, target, Ends.stream(new byte[500])))
        .isInstanceOfSatisfying(
            MessageException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.MALFORMED));
  }

  @Test
  void fieldsThatCantBeCarriedAreRefused() throws IOException {
    for (String name : new String[] {"", "Upper", "a b", "a:b", "é", "x".repeat(65)}) {
      assertThatThrownBy(() -> new Field(name, "v")).isInstanceOf(IllegalArgumentException.class);
    }
    for (String value : new String[] {"a\r\nb: c", "\0", "é", "x".repeat(8193)}) {
      assertThatThrownBy(() -> new Field("n", value)).isInstanceOf(IllegalArgumentException.class);
    }
    MessageKeys keys = ends.keys();
    List<Field> many = Collections.nCopies(65, new Field("a", ""));
    List<Field> large = Collections.nCopies(2, new Field("a", "x".repeat(8192)));
    for (List<Field> fields : List.of(many, large)) {
      assertThatThrownBy(() -> keys.seal("GET", "/", fields, InputStream.nullInputStream()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
