// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of sites that somebody named, and of all others.
@Timeout(120)
class AllowedSitesTest {
  private static final String CONSOLE = "https://console.example";
  private static final String PREFLIGHT =
      """
      access-control-request-method: POST
      access-control-request-headers: authorization, Content-Type,x-stainless-lang, a b
      access-control-request-private-network: true
      """
          .replace("\n", "\r\n");

  private final List<String> problems = new CopyOnWriteArrayList<>();
  private ScriptedGateway gateway;
  private ConfidentialModels models;
  private LocalModels local;

  @BeforeEach
  void start() throws Exception {
    gateway =
        new ScriptedGateway((_, out) ->
            out.write(
                ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                        + "access-control-allow-origin: *\r\ncontent-length: 2\r\n\r\n{}")
                    .getBytes(StandardCharsets.US_ASCII)));
    models = gateway.models().build();
    local = start("local-1", AllowedSites.of(List.of(CONSOLE, "http://localhost:3000")));
  }

  private LocalModels start(String key, AllowedSites sites) throws Exception {
    return LocalModels.start(
        0,
        new LocalModels.Parts(
            models,
            "gateway:443",
            Optional.of(Bytes.fromHex("abcd")),
            new LocalDoor(Optional.of(key).filter(k -> !k.isEmpty()).map(Bytes::utf8), sites),
            Optional.empty(),
            problems::add));
  }

  @AfterEach
  void stop() throws Exception {
    local.close();
    models.close();
    gateway.close();
  }

  private String ask(String method, String host, String headers) throws Exception {
    return Endpoint.raw(
            local,
            method
                + " /v1/models HTTP/1.1\r\nhost: "
                + host
                + "\r\n"
                + headers
                + "content-length: 0\r\nconnection: close\r\n\r\n")
        .toLowerCase(Locale.ROOT);
  }

  private static String from(String origin) {
    return "origin: " + origin + "\r\nsec-fetch-site: cross-site\r\n";
  }

  @Test
  void pagesOfANamedSiteMayAskAndRead() throws Exception {
    String answer = ask("GET", "127.0.0.1", from(CONSOLE) + "authorization: Bearer local-1\r\n");
    assertThat(answer)
        .startsWith("http/1.1 200")
        .contains("access-control-allow-origin: " + CONSOLE + "\r\n", "vary: origin")
        .doesNotContain("access-control-allow-origin: *", "allow-credentials");
    assertThat(ask("GET", "127.0.0.1", from(CONSOLE)))
        .startsWith("http/1.1 401")
        .contains("access-control-allow-origin: " + CONSOLE);
  }

  @Test
  void browsersMayAskFirstForANamedSite() throws Exception {
    assertThat(ask("OPTIONS", "127.0.0.1", from(CONSOLE) + PREFLIGHT))
        .startsWith("http/1.1 204")
        .contains(
            "access-control-allow-origin: " + CONSOLE,
            "access-control-allow-methods: get, post, delete",
            "access-control-allow-headers: authorization, content-type, x-stainless-lang\r\n",
            "access-control-allow-private-network: true");
    assertThat(gateway.connections()).isZero();
    assertThat(ask("OPTIONS", "127.0.0.1", from(CONSOLE))).startsWith("http/1.1 405");
    assertThat(ask("PUT", "127.0.0.1", from(CONSOLE) + PREFLIGHT)).startsWith("http/1.1 405");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://console.example.evil",
        "https://evil.example",
        "https://console.example:8443",
        "http://console.example",
        "HTTPS://console.example",
        "https://console.example/",
        "https://a.console.example",
        "null",
        "*",
        "https://console.example\r\norigin: https://console.example",
        "https://evil.example\r\norigin: https://console.example"
      })
  void pagesOfOthersMayNot(String origin) throws Exception {
    for (String answer :
        List.of(
            ask("GET", "127.0.0.1", from(origin) + "authorization: Bearer local-1\r\n"),
            ask("OPTIONS", "127.0.0.1", from(origin) + PREFLIGHT))) {
      assertThat(answer)
          .startsWith("http/1.1 403")
          .contains("foreign-origin")
          .doesNotContain("access-control-");
    }
    assertThat(gateway.connections()).isZero();
  }

  /// A name that was made to point here is another host, whatever site asks.
  @Test
  void namesThatPointHereAreForeignAllTheSame() throws Exception {
    for (String host : List.of("evil.example", "console.example", "127.0.0.1.evil.example")) {
      assertThat(ask("GET", host, from(CONSOLE) + "authorization: Bearer local-1\r\n"))
          .startsWith("http/1.1 403")
          .contains("foreign-host");
      assertThat(ask("OPTIONS", host, from(CONSOLE) + PREFLIGHT)).startsWith("http/1.1 403");
    }
    assertThat(gateway.connections()).isZero();
  }

  @Test
  void withoutANamedSiteNothingIsSaidToBrowsers() throws Exception {
    local.close();
    local = start("", AllowedSites.NONE);
    assertThat(ask("GET", "localhost", "origin: http://localhost:3000\r\n"))
        .startsWith("http/1.1 200")
        .doesNotContain("access-control-");
    assertThat(ask("OPTIONS", "localhost", "origin: http://localhost:3000\r\n" + PREFLIGHT))
        .startsWith("http/1.1 405")
        .doesNotContain("access-control-");
  }

  @Test
  void servesItsPageAndNothingBesideIt() throws Exception {
    local.close();
    local = start("", AllowedSites.NONE);
    for (String part :
        List.of(
            "/confidentiality",
            "/confidentiality.js",
            "/confidentiality-page.js",
            "/confidentiality.css")) {
      String answer =
          Endpoint.raw(
              local, "GET " + part + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
      assertThat(answer)
          .startsWith("HTTP/1.1 200")
          .contains("default-src 'none'", "SPDX-License-Identifier");
    }
    for (String other :
        List.of("/confidentiality.html", "/confidentiality/", "/confidentiality.js?x", "/")) {
      assertThat(
              Endpoint.raw(
                  local,
                  "GET " + other + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 404");
    }
    assertThat(gateway.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "",
        "console.example",
        "http://console.example",
        "https://Console.example",
        "https://console.example/",
        "https://console.example:443",
        "https://console.example:0443",
        "https://*.example",
        "https://me@console.example",
        "http://127.0.0.1:80",
        "http://127.0.0.2:81",
        "https://console.example https://b.example"
      })
  void takesOriginsOnly(String origin) {
    assertThatIllegalArgumentException().isThrownBy(() -> AllowedSites.of(List.of(origin)));
  }

  @Test
  void takesAFewOfThem() {
    assertThat(AllowedSites.of(List.of("https://a.example:8443", "http://[::1]:3000")).origins())
        .hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AllowedSites.of(Collections.nCopies(17, CONSOLE)));
  }
}
