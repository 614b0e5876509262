// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestedConnection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One HTTP/1.1 request at a time over an attested connection; just enough for the messages of this
/// package. The server is verified, but what it sends is limited all the same.
public final class AttestedHttp {
  private static final int MOST_HEAD = 16 << 10;
  private static final int MOST_BODY = 256 << 10;
  private static final int SILENCE_MILLISECONDS = 30_000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([1-5][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("content-length:\\s*([0-9]{1,9})\\s*");

  private AttestedHttp() {}

  /// What the server answered.
  ///
  /// @param status such as 200
  /// @param body as a whole
  public record Answer(int status, Bytes body) {}

  /// Gets a resource.
  ///
  /// @throws IOException if there is no answer, or one that isn't understood
  public static Answer get(AttestedConnection connection, String path) throws IOException {
    return exchange(connection, "GET " + path + " HTTP/1.1\r\nHost: enclave\r\n\r\n");
  }

  /// Posts JSON.
  ///
  /// @param json in ASCII
  /// @throws IOException if there is no answer, or one that isn't understood
  public static Answer post(AttestedConnection connection, String path, String json)
      throws IOException {
    return exchange(
        connection,
        "POST "
            + path
            + " HTTP/1.1\r\nHost: enclave\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json);
  }

  private static Answer exchange(AttestedConnection connection, String request) throws IOException {
    connection.socket().setSoTimeout(SILENCE_MILLISECONDS);
    connection.output().write(request.getBytes(StandardCharsets.US_ASCII));
    connection.output().flush();
    String[] head = head(connection.input()).split("\r\n", -1);
    Matcher status = STATUS.matcher(head[0]);
    if (!status.matches()) {
      throw new IOException("the enclave doesn't answer in HTTP/1.1");
    }
    int length = -1;
    for (String line : head) {
      Matcher matcher = LENGTH.matcher(line.toLowerCase(Locale.ROOT));
      length = matcher.matches() ? Integer.parseInt(matcher.group(1)) : length;
    }
    if (length < 0 || length > MOST_BODY) {
      throw new IOException("an answer of unknown or too great length");
    }
    byte[] body = connection.input().readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the connection ended inside the answer");
    }
    return new Answer(Integer.parseInt(status.group(1)), Bytes.copyOf(body));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0 || head.length() >= MOST_HEAD) {
        throw new EOFException("no answer from the enclave");
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
