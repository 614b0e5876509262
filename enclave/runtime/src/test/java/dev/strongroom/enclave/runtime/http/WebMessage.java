// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An HTTP/1.1 request or response as somebody who ends TLS has it: to be read and changed.
final class WebMessage {
  String startLine;
  final List<String> headers = new ArrayList<>();
  byte[] body = new byte[0];
  boolean keepAlive;

  WebMessage(String startLine) {
    this.startLine = startLine;
  }

  static WebMessage response(int status, String contentType, byte[] body) {
    WebMessage response = new WebMessage("HTTP/1.1 " + status + " X");
    response.headers.add("Content-Type: " + contentType);
    response.body = body;
    return response;
  }

  /// Reads a request, whose length is told.
  static WebMessage request(InputStream in) throws IOException {
    WebMessage message = head(in);
    String length = message.header("content-length");
    message.body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    return message;
  }

  /// Reads a response up to the connection's end, be it whole or not.
  static WebMessage response(InputStream in) throws IOException {
    WebMessage message = head(in);
    byte[] all = in.readAllBytes();
    message.body =
        message.header("transfer-encoding").equals("chunked")
            ? unchunked(new ByteArrayInputStream(all))
            : all;
    return message;
  }

  private static WebMessage head(InputStream in) throws IOException {
    WebMessage message = new WebMessage(line(in));
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      message.headers.add(line);
    }
    return message;
  }

  private static byte[] unchunked(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      for (int n; (n = Integer.parseInt(line(in), 16)) > 0; ) {
        body.writeBytes(in.readNBytes(n));
        line(in);
      }
    } catch (EOFException e) {
      // Cut short: what came is what there is.
    }
    return body.toByteArray();
  }

  /// Reads a line of a head.
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) {
        throw new EOFException("connection ended inside a line");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  int status() {
    return Integer.parseInt(startLine.substring(9, 12));
  }

  String header(String lowerCaseName) {
    return headers.stream()
        .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(lowerCaseName + ":"))
        .map(h -> h.substring(h.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  void remove(String lowerCaseName) {
    headers.removeIf(h -> h.toLowerCase(Locale.ROOT).startsWith(lowerCaseName + ":"));
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// What goes over the wire, with the body's true length.
  byte[] encoded() {
    remove("content-length");
    remove("transfer-encoding");
    remove("connection");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes((startLine + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    for (String header : headers) {
      all.writeBytes((header + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    String last =
        "Content-Length: "
            + body.length
            + (keepAlive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
    all.writeBytes(last.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }
}
