// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Sites whose pages may ask at the local endpoint and read its answers (CORS, of the Fetch
/// standard). None unless somebody names them; no patterns.
///
/// @param origins as browsers write them
public record AllowedSites(Set<String> origins) {
  /// No site's.
  public static final AllowedSites NONE = new AllowedSites(Set.of());

  private static final int MOST = 16;
  private static final int MOST_FIELDS = 64;
  private static final int NO_CONTENT = 204;

  /// In lower case and without a path: what a browser sends. Over plain HTTP whoever carries a page
  /// could change it, so that is for this machine only.
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
              + "(?::[1-9][0-9]{0,4})?"
              + "|http://(?:localhost|127\\.0\\.0\\.1|\\[::1\\])(?::[1-9][0-9]{0,4})?");

  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /// Copies the set.
  public AllowedSites {
    origins = Set.copyOf(origins);
  }

  /// These sites.
  ///
  /// @throws IllegalArgumentException if one isn't an origin, or is a default port's with its port
  public static AllowedSites of(Collection<String> origins) {
    if (origins.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST);
    }
    Set<String> known = new LinkedHashSet<>();
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches()
          || (origin.startsWith("https://") && origin.endsWith(":443"))
          || (origin.startsWith("http://") && origin.endsWith(":80"))) {
        throw new IllegalArgumentException(
            "a site such as https://console.example, in lower case, without path or default port;"
                + " http only for this machine");
      }
      known.add(origin);
    }
    return new AllowedSites(known);
  }

  /// The site that a request says to be from, if it is one of these.
  Optional<String> asking(Headers headers) {
    List<String> said = headers.getOrDefault("Origin", List.of());
    return said.size() == 1 && origins.contains(said.getFirst())
        ? Optional.of(said.getFirst())
        : Optional.empty();
  }

  /// Whether a browser asks for one of these sites what it may send.
  boolean asksFirst(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    return exchange.getRequestMethod().equals("OPTIONS")
        && asking(headers).isPresent()
        && headers.containsKey("Access-Control-Request-Method");
  }

  /// Lets the browser hand the answer to the page that asked, if it is of one of these sites.
  void welcome(HttpExchange exchange) {
    if (origins.isEmpty()) {
      return;
    }
    Headers answer = exchange.getResponseHeaders();
    answer.add("Vary", "Origin");
    asking(exchange.getRequestHeaders())
        .ifPresent(site -> {
          answer.set("Access-Control-Allow-Origin", site);
          answer.set("Access-Control-Expose-Headers", "strongroom-request-id, retry-after");
        });
  }

  /// Answers a browser's own question, if the request is only that.
  ///
  /// @return whether it was
  boolean answered(HttpExchange exchange) throws IOException {
    if (!asksFirst(exchange)) {
      return false;
    }
    Headers answer = exchange.getResponseHeaders();
    Headers asked = exchange.getRequestHeaders();
    answer.set("Access-Control-Allow-Methods", "GET, POST, DELETE");
    answer.set("Access-Control-Allow-Headers", String.join(", ", fields(asked)));
    answer.set("Access-Control-Max-Age", "60");
    if (asked.getOrDefault("Access-Control-Request-Private-Network", List.of()).contains("true")) {
      answer.set("Access-Control-Allow-Private-Network", "true");
    }
    exchange.sendResponseHeaders(NO_CONTENT, -1);
    exchange.close();
    return true;
  }

  /// Whatever is asked for: what goes on to the gateway is chosen elsewhere.
  private static List<String> fields(Headers asked) {
    return asked.getOrDefault("Access-Control-Request-Headers", List.of()).stream()
        .flatMap(line -> List.of(line.split(",", MOST_FIELDS)).stream())
        .map(String::strip)
        .filter(field -> FIELD.matcher(field).matches())
        .toList();
  }
}
