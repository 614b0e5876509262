// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server of models that answers as a prompt tells it to, with canaries in every place that an
/// answer has. A process of its own, so it can be killed.
final class ModelServer {
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)\r\n");
  private static final int HELD_SECONDS = 120;

  private final ModelAnswers answers;
  private volatile CountDownLatch held = new CountDownLatch(1);

  private ModelServer(ModelAnswers answers) {
    this.answers = answers;
  }

  /// Runs until it is killed, or its standard input ends.
  ///
  /// @param arguments the port; the words come by standard input, so no command line has them
  public static void main(String[] arguments) throws IOException {
    Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
    ModelServer server = new ModelServer(new ModelAnswers(in.next(), in.next(), in.next()));
    ServerSocket listener =
        new ServerSocket(Integer.parseInt(arguments[0]), 256, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(() -> server.accept(listener));
    System.out.println("listens");
    System.out.flush();
    while (in.hasNext()) {
      in.next();
    }
    listener.close();
  }

  private void accept(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      boolean more = true;
      while (more) {
        String head = head(in);
        if (head.isEmpty()) {
          return;
        }
        Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        String path = head.split(" ", 3)[1];
        if (path.equals("/release")) {
          held.countDown();
          held = new CountDownLatch(1);
        }
        CountDownLatch latch = held;
        more =
            answers.answer(path, new String(body, StandardCharsets.UTF_8), out, () -> await(latch));
        out.flush();
      }
    } catch (IOException e) {
      // Whoever asked went away.
      return;
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(HELD_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("nobody let the answer go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// @return a request's head with its empty line; empty at the end
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      boolean fits = next == (matched % 2 == 0 ? '\r' : '\n');
      matched = fits ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }
}
