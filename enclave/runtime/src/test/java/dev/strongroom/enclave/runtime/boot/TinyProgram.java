// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/// A program that knows nothing of enclaves: a `main`, a port, HTTP written by hand. What it sees
/// of a request is what came over its socket.
final class TinyProgram {
  /// Its `/stream` waits for one before it says the second part.
  static final Semaphore SECOND_PART = new Semaphore(0);

  private static final String COOKIES =
      """
      200 OK
      Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT
      SET-COOKIE: b=2
      Vary: x
      vary: y
      X-Hop: 1
      Connection: x-hop
      Keep-Alive: timeout=5
      Strongroom-Protection: none
      Content-Length: 2

      ok\
      """;
  private static final List<Closeable> OPEN = new ArrayList<>();

  private TinyProgram() {}

  /// Runs.
  ///
  /// @param arguments the port, and how it behaves at the start
  public static void main(String[] arguments) throws Exception {
    System.out.println("a secret that must not be printed");
    switch (arguments[1]) {
      case "serve" -> serve(Integer.parseInt(arguments[0]), false);
      case "serve-and-return" -> {
        int port = Integer.parseInt(arguments[0]);
        Thread.ofPlatform().daemon(false).start(() -> late(port));
      }
      case "fail" -> throw new IllegalStateException("a secret");
      case "serve-and-fail" -> {
        serve(Integer.parseInt(arguments[0]), true);
        throw new IllegalStateException("a secret");
      }
      case "never-listen" -> Thread.sleep(60_000);
      case "end" -> System.out.println("that was it");
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  /// Ends it, as if it had died.
  static void die() throws IOException {
    synchronized (OPEN) {
      for (Closeable socket : OPEN) {
        socket.close();
      }
      OPEN.clear();
    }
  }

  private static void late(int port) {
    try {
      Thread.sleep(300);
      serve(port, false);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void serve(int port, boolean behind) throws IOException {
    ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    synchronized (OPEN) {
      OPEN.add(socket);
    }
    if (behind) {
      Thread.ofPlatform().daemon(true).start(() -> accept(socket));
    } else {
      accept(socket);
    }
  }

  private static void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        synchronized (OPEN) {
          OPEN.add(client);
        }
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void answer(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      while (true) {
        String head = head(in);
        int length = 0;
        for (String line : head.split("\r\n", -1)) {
          if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
            length = Integer.parseInt(line.substring(15).strip());
          }
        }
        byte[] body = in.readNBytes(length);
        say(client.getOutputStream(), head, body);
      }
    } catch (IOException e) {
      // The client has gone, or has been left.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException();
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static void say(OutputStream out, String head, byte[] body) throws IOException {
    String target = head.split(" ", -1)[1];
    switch (target.replaceFirst("[?].*", "")) {
      case "/cookies" -> write(out, COOKIES.replace("\n", "\r\n"));
      case "/length" -> {
        boolean asked = head.startsWith("HEAD");
        write(out, "200 OK\r\nContent-Length: 5\r\nETag: \"e\"\r\n\r\n" + (asked ? "" : "hello"));
      }
      case "/nothing" -> write(out, "204 No Content\r\nX-A: b\r\n\r\n");
      case "/unchanged" -> write(out, "304 Not Modified\r\nETag: \"e\"\r\n\r\n");
      case "/elsewhere" -> write(out, "302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
      case "/who" -> write(out, "401 Unauthorized\r\nContent-Length: 3\r\n\r\nwho");
      case "/odd" -> write(out, "799 Odd\r\nContent-Length: 0\r\n\r\n");
      case "/no-http" -> {
        write(out, "nonsense\r\n\r\n");
        throw new EOFException();
      }
      case "/die" -> {
        die();
        throw new EOFException();
      }
      case "/cut" -> {
        write(out, "200 OK\r\nContent-Length: 100\r\n\r\nbegun");
        throw new EOFException();
      }
      case "/stream" -> stream(out);
      case "/large" -> large(out);
      default -> echo(out, head, body);
    }
    out.flush();
  }

  private static void echo(OutputStream out, String head, byte[] body) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(head.getBytes(StandardCharsets.ISO_8859_1));
    whole.write(body);
    write(
        out, "200 OK\r\nContent-Type: text/x-echo\r\nContent-Length: " + whole.size() + "\r\n\r\n");
    whole.writeTo(out);
  }

  private static void stream(OutputStream out) throws IOException {
    write(out, "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
    out.flush();
    SECOND_PART.acquireUninterruptibly();
    out.write("6\r\nsecond\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static void large(OutputStream out) throws IOException {
    write(out, "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    byte[] piece = new byte[1 << 16];
    for (int i = 0; i < 160; i++) {
      out.write("10000\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(piece);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static void write(OutputStream out, String text) throws IOException {
    if (Character.isDigit(text.charAt(0))) {
      out.write("HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII));
    }
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
