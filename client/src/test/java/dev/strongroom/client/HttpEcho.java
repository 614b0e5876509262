// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.fixtures.TlsPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/// HTTP/1.1 that answers each request with its body, or with as many bytes as the path says.
final class HttpEcho {
  private HttpEcho() {}

  static void serve(SSLSocket socket, TlsPeer peer) throws IOException {
    InputStream in = socket.getInputStream();
    while (true) {
      String head = head(in, peer);
      if (head.isEmpty()) {
        return;
      }
      byte[] body = in.readNBytes(length(head));
      peer.saw(body.length);
      String path = head.split(" ", 3)[1];
      byte[] answer =
          path.matches("/[0-9]+") ? new byte[Integer.parseInt(path.substring(1))] : body;
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(answer);
    }
  }

  private static String head(InputStream in, TlsPeer peer) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int b; (b = in.read()) >= 0; ) {
      peer.saw(1);
      head.write(b);
      if (b == '\n' && head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.US_ASCII);
      }
    }
    return "";
  }

  private static int length(String head) {
    for (String line : head.toLowerCase(Locale.ROOT).lines().toList()) {
      if (line.startsWith("content-length:")) {
        return Integer.parseInt(line.substring(15).strip());
      }
    }
    return 0;
  }
}
