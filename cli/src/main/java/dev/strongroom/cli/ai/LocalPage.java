// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// The page that shows what is known of the gateway, and the module behind it, for other pages too
/// (`docs/browser-helper.md`).
final class LocalPage {
  private record Part(String file, String type) {}

  private static final Map<String, Part> PARTS =
      Map.of(
          "/confidentiality",
          new Part("confidentiality.html", "text/html; charset=utf-8"),
          "/confidentiality.js",
          new Part("confidentiality.js", "text/javascript; charset=utf-8"),
          "/confidentiality-page.js",
          new Part("confidentiality-page.js", "text/javascript; charset=utf-8"),
          "/confidentiality.css",
          new Part("confidentiality.css", "text/css; charset=utf-8"));

  private LocalPage() {}

  /// Whether a path is a part of the page.
  static boolean concerns(String path) {
    return PARTS.containsKey(path);
  }

  /// Answers with a part, which may load the other ones, ask this endpoint, and nothing else.
  static void send(HttpExchange exchange, String path) throws IOException {
    Part part = PARTS.getOrDefault(path, new Part("", ""));
    byte[] content;
    try (InputStream in = LocalPage.class.getResourceAsStream(part.file())) {
      if (in == null) {
        throw new IOException("a part of the page is missing");
      }
      content = in.readAllBytes();
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", part.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
    exchange.close();
  }
}
