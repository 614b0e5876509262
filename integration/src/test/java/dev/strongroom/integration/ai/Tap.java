// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Stands on the loopback in front of a server, passes everything on, and keeps what went by.
final class Tap implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)\r\n");

  private final ServerSocket listener;
  private final int to;
  private final List<Recorded> connections = new CopyOnWriteArrayList<>();

  private record Recorded(ByteArrayOutputStream asked, ByteArrayOutputStream answered) {}

  /// One message of HTTP.
  ///
  /// @param head in lower case
  /// @param body without the frames of its chunks
  record Message(String head, String body) {}

  Tap(int to) throws IOException {
    this.to = to;
    listener = new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Requests that went by, in order of their connections.
  List<Message> asked() {
    return connections.stream().flatMap(one -> messages(one.asked()).stream()).toList();
  }

  /// Answers that went by, likewise.
  List<Message> answered() {
    return connections.stream().flatMap(one -> messages(one.answered()).stream()).toList();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), to);
        Recorded recorded = new Recorded(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        connections.add(recorded);
        Thread.ofVirtual()
            .start(() -> carry(client, server, () -> copy(client, server, recorded.asked())));
        Thread.ofVirtual()
            .start(() -> carry(client, server, () -> copy(server, client, recorded.answered())));
      } catch (IOException e) {
        return;
      }
    }
  }

  private interface Carrying {
    void run() throws IOException;
  }

  private static void carry(Closeable one, Closeable other, Carrying carrying) {
    try (one;
        other) {
      carrying.run();
    } catch (IOException e) {
      // One of them went away, so the other does.
      return;
    }
  }

  private static void copy(Socket from, Socket to, ByteArrayOutputStream record)
      throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] buffer = new byte[8192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      // Before it is passed on, so whoever has got an answer finds it here.
      record.write(buffer, 0, read);
      out.write(buffer, 0, read);
      out.flush();
    }
  }

  private static List<Message> messages(ByteArrayOutputStream recorded) {
    String text = recorded.toString(StandardCharsets.ISO_8859_1);
    List<Message> messages = new ArrayList<>();
    int at = 0;
    while (text.indexOf("\r\n\r\n", at) >= 0) {
      int end = text.indexOf("\r\n\r\n", at) + 4;
      String head = text.substring(at, end).toLowerCase(Locale.ROOT);
      StringBuilder body = new StringBuilder();
      Matcher length = LENGTH.matcher(head);
      if (length.find()) {
        at = end + Integer.parseInt(length.group(1));
        body.append(text, end, Math.min(at, text.length()));
      } else if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
        at = unchunked(text, end, body);
      } else {
        at = end;
      }
      messages.add(new Message(head, utf8(body)));
    }
    return messages;
  }

  /// @return where the last chunk ends; the text's end if it isn't there
  private static int unchunked(String text, int from, StringBuilder body) {
    int at = from;
    while (true) {
      int line = text.indexOf("\r\n", at);
      if (line < 0) {
        return text.length();
      }
      int size = Integer.parseInt(text.substring(at, line).split(";", 2)[0], 16);
      if (size == 0) {
        return Math.min(line + 4, text.length());
      }
      at = line + 2 + size;
      body.append(text, line + 2, Math.min(at, text.length()));
      at = Math.min(at + 2, text.length());
    }
  }

  private static String utf8(StringBuilder latin) {
    return new String(
        latin.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
