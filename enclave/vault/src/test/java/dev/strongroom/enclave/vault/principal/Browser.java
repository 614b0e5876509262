// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Chromium on a page of this computer's, led by its driver (W3C WebDriver), with authenticators of
/// its own (WebAuthn level 3, section 11).
public final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Pattern PORT = Pattern.compile(".*started successfully on port ([0-9]+).*");
  private static final String PAGE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 36\r\nConnection: close\r\n\r\n"
          + "<!doctype html><title>wallet</title>";
  private static final JsonMapper JSON = new JsonMapper();

  private final ServerSocket page;
  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private Browser(ServerSocket page, Process driver, int port) throws IOException {
    this.page = page;
    this.driver = driver;
    JsonNode answer =
        post(
            "http://localhost:" + port + "/session",
            Map.of(
                "capabilities",
                Map.of(
                    "alwaysMatch",
                    Map.of(
                        "goog:chromeOptions",
                        Map.of(
                            "binary",
                            CHROMIUM.toString(),
                            "args",
                            List.of("--headless", "--no-sandbox", "--disable-gpu"))))));
    this.session = "http://localhost:" + port + "/session/" + answer.get("sessionId").asString();
    post(session + "/timeouts", Map.of("script", 20_000));
    post(session + "/url", Map.of("url", origin() + "/"));
  }

  /// Whether both programs are installed.
  public static boolean installed() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /// Opens the page.
  public static Browser start() throws IOException {
    ServerSocket page = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> serve(page));
    Process driver =
        new ProcessBuilder(DRIVER.toString(), "--port=0").redirectErrorStream(true).start();
    BufferedReader out = driver.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.matches()) {
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
        return new Browser(page, driver, Integer.parseInt(port.group(1)));
      }
    }
    throw new IOException("the driver didn't start");
  }

  private static void serve(ServerSocket page) {
    while (!page.isClosed()) {
      try (Socket visitor = page.accept()) {
        visitor.setSoTimeout(1000);
        BufferedReader head =
            new BufferedReader(
                new InputStreamReader(visitor.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = head.readLine();
            line != null && !line.isEmpty();
            line = head.readLine()) {}
        visitor.getOutputStream().write(PAGE.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // That visitor went away, or the page was closed.
      }
    }
  }

  /// Of the page.
  public String origin() {
    return "http://localhost:" + page.getLocalPort();
  }

  /// Adds an authenticator.
  ///
  /// @return its id
  public String authenticator(String protocol, String transport, boolean verifies)
      throws IOException {
    return post(
            session + "/webauthn/authenticator",
            Map.of(
                "protocol",
                protocol,
                "transport",
                transport,
                "hasResidentKey",
                protocol.startsWith("ctap2"),
                "hasUserVerification",
                protocol.startsWith("ctap2"),
                "isUserConsenting",
                true,
                "isUserVerified",
                verifies))
        .asString();
  }

  /// Takes an authenticator away.
  public void removeAuthenticator(String id) throws IOException {
    send(HttpRequest.newBuilder(URI.create(session + "/webauthn/authenticator/" + id)).DELETE());
  }

  /// Whether the authenticator says from now on that it knows its user.
  public void verifies(String authenticator, boolean verifies) throws IOException {
    post(
        session + "/webauthn/authenticator/" + authenticator + "/uv",
        Map.of("isUserVerified", verifies));
  }

  /// Makes a passkey.
  ///
  /// @return the credential's `toJSON()`
  public String create(String options) throws IOException {
    return script(
        "navigator.credentials.create({publicKey:"
            + "PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(arguments[0]))})",
        options);
  }

  /// Has a passkey sign.
  ///
  /// @return the credential's `toJSON()`
  public String get(String relyingParty, String challenge, String verification) throws IOException {
    return script(
        "navigator.credentials.get({publicKey:"
            + "PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(arguments[0]))})",
        JSON.writeValueAsString(
            Map.of(
                "rpId", relyingParty, "challenge", challenge, "userVerification", verification)));
  }

  private String script(String promise, String argument) throws IOException {
    JsonNode answer =
        post(
            session + "/execute/async",
            Map.of(
                "script",
                "const done = arguments[arguments.length - 1];"
                    + promise
                    + ".then(c => done(JSON.stringify(c.toJSON())), e => done('failed: ' + e));",
                "args",
                List.of(argument)));
    if (!answer.asString().startsWith("{")) {
      throw new IOException(answer.asString());
    }
    return answer.asString();
  }

  private JsonNode post(String uri, Map<String, ?> body) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create(uri))
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException {
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(response.body());
      }
      return JSON.readTree(response.body()).get("value");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      send(HttpRequest.newBuilder(URI.create(session)).DELETE());
    } finally {
      http.close();
      driver.destroy();
      try {
        driver.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      page.close();
    }
  }
}
