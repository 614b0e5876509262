// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeEventsTest {
  private static final String CHAT = "/v1/chat/completions";

  /// Gives between one byte and five at a time, and says that more is here, or doesn't.
  private static InputStream halting(String text, long seed) {
    Random random = new Random(seed);
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int available() {
        return random.nextBoolean() ? super.available() : 0;
      }

      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, 1 + random.nextInt(5)));
      }
    };
  }

  private static String read(String text, String path, ByteArrayOutputStream read)
      throws IOException {
    for (long seed = 0; seed < 8; seed++) {
      read.reset();
      try (InputStream events = new WholeEvents(halting(text, seed), FinalMark.of(path))) {
        byte[] part = new byte[7];
        for (int n = events.read(part); n >= 0; n = events.read(part)) {
          read.write(part, 0, n);
        }
      }
    }
    return read.toString(StandardCharsets.UTF_8);
  }

  private static String read(String text, String path) throws IOException {
    return read(text, path, new ByteArrayOutputStream());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | data: {}~~data: [DONE]~~",
        "/v1/completions | : hello ~~data:[DONE]~~",
        "/v1/completions | data: line 1~data: line 2~~id: 4~data: [DONE]~~",
        "/v1/messages | event: message_stop~data: {}~~",
        "/v1/messages | data: {\"type\": \"message_stop\"}~~",
        "/v1/responses | event: response.created~data: {}~~event: response.completed~data: {}~~",
        "/v1/responses | data: {\"type\":\"response.incomplete\",\"x\":1}~~",
        "/v1/responses | data: {\"a\":[{\"type\":\"x\"},1],\"type\" :\"response.failed\"}~~",
        "/v1/messages | data: {\"b\":\"\\\\\\\"\",\"type\":\"message_stop\"}~~",
        "/v1/audio/transcriptions | data: [DONE]~~",
        "/v1/audio/transcriptions | data: {\"type\":\"transcript.text.done\"}~~"
      })
  void passesWholeStreamsOnAsTheyAre(String path, String stream) throws IOException {
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      String text = stream.replace("~", end);
      assertThat(read(text, path)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | data: {}~~",
        "/v1/chat/completions | data: [DONE]~",
        "/v1/chat/completions | data: [DONE]",
        "/v1/chat/completions | data: [DONE]~~data: {",
        "/v1/chat/completions | data: {\"content\":\"[DONE]\"}~~",
        "/v1/chat/completions | data: {\"content\":\"data: [DONE]\"}~~",
        "/v1/chat/completions | event: [DONE]~data: x~~",
        "/v1/chat/completions | : data: [DONE]~~",
        "/v1/messages | data: [DONE]~~",
        "/v1/messages | data: {\"text\":\"message_stop\"}~~",
        "/v1/messages | event: message_stopped~data: {}~~",
        "/v1/messages | data: {\"a\":{\"type\":\"message_stop\"}}~~",
        "/v1/messages | data: [\"type\",\"message_stop\"]~~",
        "/v1/messages | data: {\"a\":\"type\",\"b\":\"message_stop\"}~~",
        "/v1/messages | data: {\"a\":\"\\\",\\\"type\\\":\\\"message_stop\"}~~",
        "/v1/messages | data: {\"type\":[\"message_stop\"]}~~",
        "/v1/messages | data: {\"type\":\"message_stop~~",
        "/v1/messages | data: {\"type\":\"\\~~",
        "/v1/responses | event: message_stop~data: {}~~",
        "/v1/responses | event: response.output_text.done~data: {}~~"
      })
  void noticesThatTheFinalMarkIsMissing(String path, String stream) {
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      assertThatThrownBy(() -> read(stream.replace("~", end), path, read))
          .isInstanceOf(AnswerCutException.class);
      String text = read.toString(StandardCharsets.UTF_8);
      assertThat(text.isEmpty() || text.endsWith(end + end)).isTrue();
    }
  }

  /// What came together goes on together, and a failure behind it hides none of it.
  @Test
  void handsOutWhatCameBeforeAFailure() throws IOException {
    InputStream failing =
        new InputStream() {
          private int reads;

          @Override
          public int read() {
            throw new IllegalStateException();
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            reads++;
            if (reads == 3) {
              throw new AnswerCutException("cut", null);
            }
            byte[] event = "data: {}\n\n".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(event, 0, to, offset, event.length);
            return event.length;
          }

          @Override
          public int available() {
            return 1;
          }
        };
    byte[] part = new byte[100];
    try (InputStream events = new WholeEvents(failing, FinalMark.of(CHAT))) {
      assertThat(new String(part, 0, events.read(part), StandardCharsets.UTF_8))
          .isEqualTo("data: {}\n\n".repeat(2));
      assertThatThrownBy(() -> events.read(part)).isInstanceOf(AnswerCutException.class);
      assertThatThrownBy(() -> events.read(part)).isInstanceOf(AnswerCutException.class);
    }
  }

  @Test
  void anEmptyStreamIsCut() {
    assertThatThrownBy(() -> read("", CHAT)).isInstanceOf(AnswerCutException.class);
  }

  /// Whatever comes, it ends well, is cut, or hands out a beginning of it in whole events.
  @Test
  void survivesWhateverComes() throws IOException {
    String[] parts = {
      "{",
      "}",
      "[",
      "]",
      "\"",
      ":",
      ",",
      "\\",
      "data:",
      "event:",
      "type",
      "message_stop",
      " ",
      "\n",
      "\r",
      "x"
    };
    Random random = new Random(20261122);
    int complete = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      boolean good = random.nextInt(8) == 0;
      String all = good ? text + "\n\nevent: message_stop\n\n" : text.toString();
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      try (InputStream events = new WholeEvents(halting(all, i), FinalMark.of("/v1/messages"))) {
        for (int b = events.read(); b >= 0; b = events.read()) {
          read.write(b);
        }
        complete++;
        assertThat(read.toString(StandardCharsets.UTF_8)).isEqualTo(all);
      } catch (AnswerCutException e) {
        assertThat(good).as(all).isFalse();
        assertThat(all).startsWith(read.toString(StandardCharsets.UTF_8));
      }
    }
    assertThat(complete).isGreaterThan(2000);
  }

  @Test
  void holdsNoEndlessEvent() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }

          @Override
          public int read(byte[] to, int offset, int length) {
            Arrays.fill(to, offset, offset + length, (byte) 'a');
            return length;
          }
        };
    assertThatThrownBy(() -> new WholeEvents(endless, FinalMark.of(CHAT)).readAllBytes())
        .isInstanceOfSatisfying(
            AnswerRefusedException.class,
            e -> assertThat(e.refusal()).isEqualTo(Refusal.EVENT_TOO_LONG));
  }

  @Test
  void takesLargeEvents() throws IOException {
    String text = "data: " + "x".repeat(3 << 20) + "\n\ndata: [DONE]\n\n";
    try (InputStream events =
        new WholeEvents(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), FinalMark.of(CHAT))) {
      assertThat(events.readAllBytes()).hasSize(text.length());
    }
  }
}
