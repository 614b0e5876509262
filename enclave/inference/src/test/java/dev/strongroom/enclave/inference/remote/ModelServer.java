// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server of models that does what a test says: on a port of the loopback, or on a connection
/// that somebody else accepted.
final class ModelServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("content-length: ([0-9]+)");

  private final ServerSocket listener;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Answering answering;

  /// Writes the answer to one request.
  interface Answering {
    /// Answers.
    ///
    /// @param count how many requests came before on all connections
    /// @return whether the connection goes on
    boolean answer(int count, OutputStream out) throws IOException;
  }

  ModelServer(Answering answering) throws IOException {
    this.answering = answering;
    listener = new ServerSocket(0, 64, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  static Answering says(String answer) {
    return (_, out) -> {
      out.write(answer.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return true;
    };
  }

  static String json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  void does(Answering next) {
    answering = next;
  }

  int port() {
    return listener.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /// Heads and bodies that came.
  List<String> asked() {
    return asked;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                serve(socket.getInputStream(), socket.getOutputStream());
              } catch (IOException e) {
                // The gateway went away.
                return;
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }

  /// Serves requests until one ends the connection.
  void serve(InputStream in, OutputStream out) throws IOException {
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
      byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
      asked.add(head + String.valueOf(Bytes.copyOf(body).asUtf8()));
      if (!answering.answer(asked.size() - 1, out)) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
