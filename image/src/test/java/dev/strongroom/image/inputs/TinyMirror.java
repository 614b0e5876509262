// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/// An HTTP server on the loopback that answers as it is told, badly too. One request per
/// connection.
final class TinyMirror implements AutoCloseable {
  private final ServerSocket listener;
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /// Writes a whole response and returns; the connection is closed then.
  interface Answer {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  TinyMirror() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  /// One answer after the other at a path; the last stays.
  TinyMirror at(String path, Answer... all) {
    answers.put(path, new ArrayDeque<>(List.of(all)));
    return this;
  }

  /// The paths that were asked for.
  List<String> requests() {
    return List.copyOf(requests);
  }

  static Answer ok(byte[] body) {
    return whole(200, body);
  }

  static Answer status(int status) {
    return whole(status, "no".getBytes(StandardCharsets.US_ASCII));
  }

  static Answer moved(URI address) {
    return out ->
        out.write(
            ascii("HTTP/1.1 302 x\r\nLocation: " + address + "\r\nContent-Length: 0\r\n\r\n"));
  }

  /// The connection ends within the body.
  static Answer cutOff(byte[] body) {
    return out -> {
      out.write(ascii("HTTP/1.1 200 x\r\nContent-Length: " + body.length + "\r\n\r\n"));
      out.write(body, 0, body.length / 2);
    };
  }

  /// The body ends early, though the headers agree with it.
  static Answer tooShort(byte[] body) {
    return ok(Arrays.copyOf(body, body.length / 2));
  }

  /// Half a body, and then silence.
  static Answer silent(byte[] body) {
    return out -> {
      out.write(ascii("HTTP/1.1 200 x\r\nContent-Length: " + body.length + "\r\n\r\n"));
      out.write(body, 0, body.length / 2);
      out.flush();
      Thread.sleep(60_000);
    };
  }

  /// A body without an end.
  static Answer endless() {
    return out -> {
      out.write(ascii("HTTP/1.1 200 x\r\n\r\n"));
      while (true) {
        out.write(new byte[8192]);
      }
    };
  }

  private static Answer whole(int status, byte[] body) {
    return out -> {
      out.write(
          ascii(
              "HTTP/1.1 "
                  + status
                  + " x\r\nContent-Length: "
                  + body.length
                  + "\r\nConnection: close\r\n\r\n"));
      out.write(body);
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String path = in.readLine().split(" ", -1)[1];
      while (!in.readLine().isEmpty()) {
        // A header.
      }
      requests.add(path);
      next(path).to(socket.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // The client went away.
    }
  }

  private synchronized Answer next(String path) {
    Queue<Answer> queue = answers.getOrDefault(path, new ArrayDeque<>(List.of(status(404))));
    return queue.size() > 1 ? queue.remove() : queue.element();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
