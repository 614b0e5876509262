// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Chromium without a window, led by its driver (W3C WebDriver). Each name that ends in `.example`
/// leads it to this machine, as a name that was made to point here does.
final class PageBrowser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Pattern PORT = Pattern.compile(".*started successfully on port ([0-9]+).*");

  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private PageBrowser(Process driver, int port) throws IOException, InterruptedException {
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
                            List.of(
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--host-resolver-rules=MAP *.example 127.0.0.1"))))));
    try {
      session = "http://localhost:" + port + "/session/" + answer.member("sessionId").text();
    } catch (MalformedJsonException e) {
      throw new IOException(e);
    }
    JsonNode _ = post(session + "/timeouts", Map.of("script", 30_000));
  }

  static boolean installed() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  static PageBrowser start() throws IOException, InterruptedException {
    Process driver =
        new ProcessBuilder(DRIVER.toString(), "--port=0").redirectErrorStream(true).start();
    BufferedReader out = driver.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.matches()) {
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
        return new PageBrowser(driver, Integer.parseInt(port.group(1)));
      }
    }
    throw new IOException("the driver didn't start");
  }

  void open(String uri) throws IOException, InterruptedException {
    JsonNode _ = post(session + "/url", Map.of("url", uri));
  }

  /// What an expression in the page comes to, awaited, as text.
  String value(String expression) throws IOException, InterruptedException {
    JsonNode value =
        post(
            session + "/execute/async",
            Map.of(
                "script",
                "const done = arguments[arguments.length - 1];"
                    + "(async () => String(await ("
                    + expression
                    + ")))().then(done, e => done('failed: ' + e));",
                "args",
                List.of()));
    return String.valueOf(value.value());
  }

  private JsonNode post(String uri, Map<String, ?> body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(uri))
                .POST(BodyPublishers.ofString(CanonicalJson.text(body)))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.body());
    }
    try {
      JsonNode answer = JsonNode.parseWithNulls(response.body());
      return answer.optional("value").orElse(answer);
    } catch (MalformedJsonException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      HttpResponse<Void> _ =
          http.send(
              HttpRequest.newBuilder(URI.create(session)).DELETE().build(),
              BodyHandlers.discarding());
      driver.destroy();
      boolean _ = driver.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driver.destroyForcibly();
      http.close();
    }
  }
}
