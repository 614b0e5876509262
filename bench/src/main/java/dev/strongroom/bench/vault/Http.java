// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import dev.strongroom.bench.channel.Client;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// One connection, one request after the other. The same code speaks to the vault and to the
/// baseline. One that was idle while others were set up is made anew before it is used: servers
/// close such connections.
final class Http implements AutoCloseable {
  private static final String LENGTH = "content-length: ";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final int BUFFER = 16_384;

  private final Opening opening;
  private Client connection;
  private long lastUsed = System.nanoTime();

  private Http(Opening opening) throws IOException {
    this.opening = opening;
    this.connection = opening.open();
  }

  private interface Opening {
    Client open() throws IOException;
  }

  static Http attested(AttestedConnector connector, int port) throws IOException {
    return new Http(() -> {
      AttestedConnection made = connector.connect("127.0.0.1", port, PATIENCE);
      return new Client(made::close, made.input(), made.output());
    });
  }

  static Http plain(int port) throws IOException {
    return new Http(() -> Client.plain(port));
  }

  /// An answer.
  ///
  /// @param status of HTTP
  record Answered(int status, String body) {
    String ok() throws IOException {
      if (status / 100 != 2) {
        throw new IOException(status + " " + body);
      }
      return body;
    }
  }

  /// Asks, and reads the whole answer.
  Answered ask(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    request.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    if (System.nanoTime() - lastUsed > IDLE.toNanos()) {
      connection.close();
      connection = opening.open();
    }
    OutputStream out = connection.out();
    out.write(request.toString().getBytes(StandardCharsets.US_ASCII));
    out.flush();
    Answered answered = answer(connection.in());
    lastUsed = System.nanoTime();
    return answered;
  }

  private static Answered answer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    byte[] buffer = new byte[BUFFER];
    int end;
    do {
      int n = in.read(buffer);
      if (n < 0) {
        throw new EOFException("the server closed the connection instead of answering");
      }
      head.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      end = head.indexOf("\r\n\r\n");
    } while (end < 0);
    String text = head.substring(0, end).toLowerCase(Locale.ROOT);
    int at = text.indexOf(LENGTH) + LENGTH.length();
    int stop = text.indexOf('\r', at);
    int length = Integer.parseInt(stop < 0 ? text.substring(at) : text.substring(at, stop));
    byte[] rest = in.readNBytes(end + 4 + length - head.length());
    String body = head.substring(end + 4) + new String(rest, StandardCharsets.ISO_8859_1);
    return new Answered(
        Integer.parseInt(text.substring(9, 12)),
        new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
