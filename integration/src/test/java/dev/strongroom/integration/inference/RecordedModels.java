// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server of models that records every byte that it gets, and answers as a test says.
final class RecordedModels {
  private static final Pattern LENGTH = Pattern.compile("content-length: ([0-9]+)");

  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Answering answering = RecordedModels::streams;

  /// Writes the answer to one request.
  @FunctionalInterface
  interface Answering {
    /// Answers.
    void answer(OutputStream out) throws IOException;
  }

  void does(Answering next) {
    answering = next;
  }

  /// All bytes of all connections, in the order in which they came.
  String got() {
    synchronized (got) {
      return got.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /// How many requests came as a whole.
  int requests() {
    return requests.get();
  }

  /// A stream of three events, and its end.
  static void streams(OutputStream out) throws IOException {
    begins(out);
    for (int i = 0; i < 3; i++) {
      event(out, "data: {\"token\":" + i + "}\n\n");
    }
    ends(out);
  }

  static void begins(OutputStream out) throws IOException {
    write(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
  }

  static void event(OutputStream out, String event) throws IOException {
    write(out, Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
  }

  static void ends(OutputStream out) throws IOException {
    event(out, "data: [DONE]\n\n");
    write(out, "0\r\n\r\n");
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /// Serves requests until the other end goes away.
  void serve(InputStream from, OutputStream out) throws IOException {
    InputStream in = new Recorded(from);
    while (true) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      Matcher length = LENGTH.matcher(head.toString().toLowerCase(Locale.ROOT));
      int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
      if (in.readNBytes(body).length < body) {
        return;
      }
      requests.incrementAndGet();
      answering.answer(out);
    }
  }

  /// Records what is read.
  private final class Recorded extends FilterInputStream {
    Recorded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      if (next >= 0) {
        synchronized (got) {
          got.write(next);
        }
      }
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0) {
        synchronized (got) {
          got.write(bytes, offset, read);
        }
      }
      return read;
    }
  }
}
