// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.StringJoiner;

/// Where a kept response is divided: a stream of events behind each event, anything else into
/// pieces of 64 KiB. So it doesn't matter how it was cut on its way.
public final class ResponseChunks {
  /// Of a response that is no stream of events: the length of each piece but the last.
  public static final int PIECE = 64 << 10;

  private static final String DATA = "data";
  private static final String EVENTS = "text/event-stream";

  private ResponseChunks() {}

  /// Whether a content type is that of a stream of events.
  public static boolean isEvents(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(EVENTS);
  }

  /// A response's chunks, in order; together they are the response.
  ///
  /// @param contentType of the response
  /// @param body as it was received
  public static List<Bytes> split(String contentType, Bytes body) {
    List<Bytes> chunks = new ArrayList<>();
    each(contentType, body).forEach(chunks::add);
    return chunks;
  }

  /// The same one by one, each found when it is asked for: of empty lines a stream has as many
  /// chunks as bytes.
  static Iterable<Bytes> each(String contentType, Bytes body) {
    boolean events = isEvents(contentType);
    return () ->
        new Iterator<>() {
          private int at;

          @Override
          public boolean hasNext() {
            return at < body.length();
          }

          @Override
          public Bytes next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            int from = at;
            at = events ? eventEnd(body, from) : from + Math.min(PIECE, body.length() - from);
            return body.slice(from, at);
          }
        };
  }

  /// An event's data: the values of its `data` lines, one below the other; empty if it has none.
  public static String data(Bytes event) {
    String text = new String(event.toByteArray(), StandardCharsets.UTF_8);
    StringJoiner data = new StringJoiner("\n");
    for (String ended : text.split("\n", -1)) {
      String line = ended.endsWith("\r") ? ended.substring(0, ended.length() - 1) : ended;
      if (line.equals(DATA)) {
        data.add("");
      } else if (line.startsWith(DATA + ":")) {
        String value = line.substring(DATA.length() + 1);
        data.add(value.startsWith(" ") ? value.substring(1) : value);
      }
    }
    return data.toString();
  }

  /// Where the event that begins at `from` ends: behind its first empty line.
  private static int eventEnd(Bytes body, int from) {
    int line = from;
    for (int at = from; at < body.length(); at++) {
      if (body.at(at) == '\n') {
        int length = at - line;
        if (length == 0 || (length == 1 && body.at(line) == '\r')) {
          return at + 1;
        }
        line = at + 1;
      }
    }
    return body.length();
  }
}
