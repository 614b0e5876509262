// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.stream.BrokenStreamException.Problem;
import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import dev.strongroom.ledger.inference.ResponseChunks;
import dev.strongroom.ledger.inference.UsageCount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventReaderTest {
  private static final String STREAM =
      ":comment\n\nid: 1\nevent: a\ndata: one\ndata:two\r\ndata\n\r\n\ndata: \u00e4\u20ac\n\n";

  /// Events, read in pieces of so many bytes.
  private static List<StreamEvent> read(String stream, int piece) throws IOException {
    byte[] bytes = Bytes.utf8(stream).toByteArray();
    EventReader reader =
        new EventReader(
            new ByteArrayInputStream(bytes) {
              @Override
              public synchronized int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(piece, length));
              }
            },
            () -> {});
    List<StreamEvent> events = new ArrayList<>();
    for (Optional<StreamEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
      events.add(next.get());
    }
    return events;
  }

  private static void refused(String stream, Problem problem) {
    for (int piece : new int[] {1, 2, 3, 1000}) {
      assertThatExceptionOfType(BrokenStreamException.class)
          .isThrownBy(() -> read(stream, piece))
          .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }
  }

  @Test
  void findsTheSameEventsHoweverTheyAreCut() throws IOException {
    for (int piece = 1; piece <= STREAM.length(); piece++) {
      List<StreamEvent> events = read(STREAM, piece);
      assertThat(events.stream().map(StreamEvent::data))
          .containsExactly("", "one\ntwo\n", "", "\u00e4\u20ac");
      assertThat(events.stream().map(StreamEvent::raw))
          .isEqualTo(ResponseChunks.split("text/event-stream", Bytes.utf8(STREAM)));
    }
  }

  /// The gateway's division and that of whoever checks a receipt are the same.
  @Test
  void dividesAsReceiptsDo() {
    Random random = new Random(1);
    String letters = "\r\n\n\nda: x";
    int streams = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        List<StreamEvent> events = read(text.toString(), 1 + random.nextInt(5));
        assertThat(events.stream().map(StreamEvent::raw))
            .isEqualTo(ResponseChunks.split("text/event-stream", Bytes.utf8(text.toString())));
        streams++;
      } catch (IOException e) {
        assertThat(e).isInstanceOf(BrokenStreamException.class);
      }
    }
    assertThat(streams).isGreaterThan(1000);
  }

  @Test
  void refusesWhatIsntOne() {
    refused("data: x\rdata: y\n\n", Problem.MALFORMED);
    refused("data: x\r\r\n\n", Problem.MALFORMED);
    refused("data: x\n", Problem.CUT_SHORT);
    refused("data: x", Problem.CUT_SHORT);
    assertThatExceptionOfType(BrokenStreamException.class)
        .isThrownBy(() -> read("x".repeat(EventReader.LONGEST + 1), 1 << 20))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LONG));
  }

  /// What was passed on is sent before more is waited for, also when a part of the next is there.
  @Test
  void sendsBeforeItWaits() throws IOException {
    AtomicInteger flushes = new AtomicInteger();
    AtomicInteger reads = new AtomicInteger();
    EventReader reader =
        new EventReader(
            new ByteArrayInputStream(Bytes.utf8("data: 1\n\ndata: 2\n\n").toByteArray()) {
              @Override
              public synchronized int read(byte[] to, int offset, int length) {
                reads.incrementAndGet();
                return super.read(to, offset, Math.min(11, length));
              }

              @Override
              public synchronized int available() {
                return 0;
              }
            },
            flushes::incrementAndGet);
    assertThat(reader.next()).isPresent();
    assertThat(flushes).hasValue(1);
    assertThat(reader.next()).isPresent();
    assertThat(flushes).hasValue(2);
    assertThat(reads).hasValue(2);
  }

  private static Optional<Usage> usage(boolean output, String... events) {
    UsageCounter counter = new UsageCounter(output);
    for (String data : events) {
      counter.see(new StreamEvent(Bytes.utf8("data: " + data + "\n\n")));
    }
    return counter.usage();
  }

  @Test
  void takesCountsWhereTheyAreSaid() {
    String chat = "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"x\":{\"y\":1}}}";
    assertThat(usage(true, "{\"usage\":null}", chat)).contains(new Usage(3, 4));
    assertThat(
            usage(
                true,
                "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9,"
                    + "\"output_tokens\":1}}}",
                "{\"usage\":{\"output_tokens\":12}}"))
        .contains(new Usage(9, 12));
    assertThat(usage(true, "{\"response\":{\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}}"))
        .contains(new Usage(1, 2));
    assertThat(usage(false, "{\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}"))
        .contains(new Usage(8, 0));
  }

  @Test
  void guessesNothing() {
    for (String data :
        new String[] {
          "{\"choices\":[{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}]}",
          "{\"usage\":{\"prompt_tokens\":3}}",
          "{\"usage\":{\"prompt_tokens\":-3,\"completion_tokens\":4}}",
          "{\"usage\":{\"prompt_tokens\":3.5,\"completion_tokens\":4}}",
          "{\"usage\":{\"prompt_tokens\":\"3\",\"completion_tokens\":4}}",
          "{\"usage\":{\"prompt_tokens\":99999999999999999999,\"completion_tokens\":4}}",
          "{\"usage\"",
          "[\"usage\"]",
          "\"usage\""
        }) {
      assertThat(usage(true, data)).as(data).isEmpty();
    }
  }

  /// The gateway's counts and those of whoever checks a receipt are the same.
  @Test
  void countsAsCheckersDo() {
    String counts = ":{\"prompt_tokens\":3,\"completion_tokens\":4}}";
    for (String data :
        new String[] {
          "{\"usage\"" + counts,
          "{\"us\\u0061ge\"" + counts,
          "{\"x\":\"usage\",\"us\\u0061ge\"" + counts,
          "{\"usage\" " + counts
        }) {
      UsageCount checked = new UsageCount(true);
      checked.see(data);
      assertThat(usage(true, data)).as(data).isEqualTo(checked.usage());
      UsageCounter beside = new UsageCounter(true);
      // Other lines of the event aren't its data.
      beside.see(new StreamEvent(Bytes.utf8(": \"usage\"\ndata: " + data + "\n\n")));
      assertThat(beside.usage()).as(data).isEqualTo(checked.usage());
    }
    assertThat(usage(true, "{\"us\\u0061ge\"" + counts)).isEmpty();
  }
}
