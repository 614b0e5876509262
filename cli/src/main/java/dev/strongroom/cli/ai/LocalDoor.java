// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Who may ask at the local endpoint. Every program on this machine can connect to the loopback,
/// and every page in a browser can have it connect there: what a page asks for is known by its
/// headers.
///
/// @param key that clients have to show as bearer token; empty: none
/// @param sites whose pages may ask and read; those of this machine may ask anyhow
public record LocalDoor(Optional<Bytes> key, AllowedSites sites) {
  private static final Set<String> METHODS = Set.of("GET", "POST", "DELETE");
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127\\.0\\.0\\.1|\\[::1\\])(?::[0-9]{1,5})?");
  private static final String BEARER = "bearer ";

  /// A door for programs of this machine, and pages of no site.
  public LocalDoor(Optional<Bytes> key) {
    this(key, AllowedSites.NONE);
  }

  /// Why a request is refused, before anything of its body was read.
  Optional<LocalRefusal> refusal(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    if (!exchange.getProtocol().equals("HTTP/1.1")) {
      return refused(505, "http-version", "only HTTP/1.1: in others a cut answer looks whole");
    }
    if (foreignHost(headers)) {
      return refused(403, "foreign-host", "this endpoint answers to localhost and 127.0.0.1 only");
    }
    if (foreignOrigin(headers)) {
      return refused(403, "foreign-origin", "this endpoint isn't for pages of other sites");
    }
    if (sites.asksFirst(exchange)) {
      // It has no key yet: browsers ask whether they may send one.
      return Optional.empty();
    }
    if (!METHODS.contains(exchange.getRequestMethod())) {
      return refused(405, "method-not-allowed", "only GET, POST and DELETE");
    }
    if (!shown(headers)) {
      return refused(401, "invalid-key", "this endpoint wants the key that it was started with");
    }
    return Optional.empty();
  }

  private static Optional<LocalRefusal> refused(int status, String code, String message) {
    return Optional.of(new LocalRefusal(status, code, message));
  }

  /// Whoever's name was made to point here still says it (DNS rebinding).
  private static boolean foreignHost(Headers headers) {
    List<String> hosts = headers.getOrDefault("Host", List.of());
    return hosts.size() != 1 || !isLoopback(hosts.getFirst());
  }

  private boolean foreignOrigin(Headers headers) {
    if (sites.asking(headers).isPresent()) {
      return false;
    }
    for (String origin : headers.getOrDefault("Origin", List.of())) {
      String lower = origin.toLowerCase(Locale.ROOT);
      if (!lower.startsWith("http://") || !isLoopback(lower.substring("http://".length()))) {
        return true;
      }
    }
    // Browsers say this even where they leave the origin out.
    return headers.getOrDefault("Sec-Fetch-Site", List.of()).contains("cross-site");
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private boolean shown(Headers headers) {
    if (key.isEmpty()) {
      return true;
    }
    String bearer = headers.getFirst("Authorization");
    String given =
        bearer != null && bearer.toLowerCase(Locale.ROOT).startsWith(BEARER)
            ? bearer.substring(BEARER.length())
            : headers.getFirst("x-api-key");
    return given != null
        && MessageDigest.isEqual(
            given.strip().getBytes(StandardCharsets.UTF_8), key.get().toByteArray());
  }
}
