// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.egress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The head of a request to the proxy (RFC 9110, section 9.3.6).
sealed interface ConnectRequest {
  /// Where to.
  record To(String host, int port) implements ConnectRequest {}

  /// Another method.
  record OtherMethod() implements ConnectRequest {}

  /// Not a request, or too long.
  record Malformed() implements ConnectRequest {}

  /// Of the head, in bytes.
  int LONGEST = 8192;

  /// CONNECT, a host in any notation (the allow-list decides), a port, HTTP/1.1 or 1.0.
  Pattern CONNECT = Pattern.compile("CONNECT ([^ :]{1,253}):([0-9]{1,5}) HTTP/1\\.[01]");

  /// Another method's request line.
  Pattern OTHER = Pattern.compile("(?!CONNECT )[A-Z]{1,20} [^ ]+ HTTP/1\\.[01]");

  /// Reads up to the empty line, and nothing behind it.
  ///
  /// @throws IOException if the client went away
  static ConnectRequest read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!endsWithEmptyLine(head)) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the request ends within its head");
      }
      if (head.length() == LONGEST) {
        return new Malformed();
      }
      head.append((char) next);
    }
    String line = head.substring(0, head.indexOf("\r\n"));
    Matcher connect = CONNECT.matcher(line);
    if (connect.matches()) {
      return new To(connect.group(1), Integer.parseInt(connect.group(2)));
    }
    return OTHER.matcher(line).matches() ? new OtherMethod() : new Malformed();
  }

  private static boolean endsWithEmptyLine(StringBuilder head) {
    int length = head.length();
    return length >= 4 && head.lastIndexOf("\r\n\r\n") == length - 4;
  }

  /// The proxy's answer, without a body.
  static byte[] answer(int status, String reason) {
    return ("HTTP/1.1 " + status + " " + reason + "\r\n" + (status == 200 ? "" : CLOSE) + "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// What every refusal ends with.
  String CLOSE = "Content-Length: 0\r\nConnection: close\r\n";
}
