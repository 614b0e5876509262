// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import dev.strongroom.bench.channel.Client;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// One connection to a server of models, one request after the other. The same code reads every
/// way, and takes little time itself. Used by one thread.
final class EventClient implements AutoCloseable {
  private static final int BUFFER = 64 << 10;
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Client connection;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private long arrived;
  private byte[] event = new byte[BUFFER];
  private int length;

  EventClient(Client connection) {
    this.connection = connection;
    this.in = connection.in();
  }

  /// Over plain TCP.
  static EventClient plain(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return new EventClient(new Client(socket, socket.getInputStream(), socket.getOutputStream()));
  }

  /// Is shown each event.
  @FunctionalInterface
  interface Seen {
    /// An event, and when its last byte came.
    ///
    /// @param bytes hold it up to `length`, until this returns
    /// @param nanos of `System.nanoTime`
    void event(byte[] bytes, int length, long nanos);
  }

  /// Head and body of a request.
  static byte[] request(byte[] body) {
    byte[] head =
        ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  /// Asks, and reads the stream to its last event and HTTP's last chunk.
  ///
  /// @throws IOException unless all of it came
  void ask(byte[] request, Seen seen) throws IOException {
    connection.out().write(request);
    connection.out().flush();
    head();
    length = 0;
    boolean done = false;
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      for (int left = size; left > 0; ) {
        if (at == end) {
          fill();
        }
        int taken = Math.min(left, end - at);
        done = scan(at, at + taken, seen) || done;
        at += taken;
        left -= taken;
      }
      line();
    }
    line();
    if (!done || length > 0) {
      throw new EOFException("the stream ended without its last event");
    }
  }

  private void head() throws IOException {
    String status = line();
    boolean chunked = false;
    for (String field = line(); !field.isEmpty(); field = line()) {
      chunked = chunked || field.toLowerCase(Locale.ROOT).equals("transfer-encoding: chunked");
    }
    if (!status.startsWith("HTTP/1.1 200") || !chunked) {
      throw new IOException(
          "not the answer that was expected: "
              + status
              + "\n"
              + new String(buffer, at, end - at, StandardCharsets.UTF_8));
    }
  }

  private boolean scan(int from, int to, Seen seen) {
    boolean done = false;
    for (int i = from; i < to; i++) {
      event[length++] = buffer[i];
      if (buffer[i] == '\n' && length > 1 && event[length - 2] == '\n') {
        done = Arrays.equals(event, 0, length, DONE, 0, DONE.length);
        seen.event(event, length, arrived);
        length = 0;
      } else if (length == event.length) {
        event = Arrays.copyOf(event, 2 * length);
      }
    }
    return done;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (at == end) {
        fill();
      }
      char next = (char) buffer[at++];
      if (next == '\n') {
        return line.substring(0, line.length() - 1);
      }
      line.append(next);
    }
  }

  private void fill() throws IOException {
    int read = in.read(buffer);
    if (read < 0) {
      throw new EOFException("the connection ended inside an answer");
    }
    arrived = System.nanoTime();
    at = 0;
    end = read;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
