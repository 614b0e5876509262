// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The module for pages: by itself in Node.js, and in Chromium against the real endpoint.
@Timeout(180)
class ConfidentialityModuleTest {
  private static final String ACCOUNT =
      "{\"gateway\":{\"simulated\":true},\"backends\":[],\"trusted\":[\"x\"]}";

  private final List<String> problems = new CopyOnWriteArrayList<>();
  @TempDir private Path folder = Path.of("");

  private Path file(String name) throws Exception {
    try (InputStream in = LocalPage.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), Objects.requireNonNull(in).readAllBytes());
    }
  }

  @Test
  void isStrictWithEveryForm() throws Exception {
    assumeTrue(onPath("node"), "skipped: needs the package nodejs");
    Path module = Files.move(file("confidentiality.js"), folder.resolve("confidentiality.mjs"));
    ProcessBuilder node =
        new ProcessBuilder("node", "--test", file("confidentiality.test.mjs").toString())
            .redirectErrorStream(true);
    node.environment().put("CONFIDENTIALITY_JS", module.toUri().toString());
    Process tests = node.start();
    String said = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tests.waitFor()).as(said).isZero();
    assertThat(said).containsPattern("pass 1[0-9]");
  }

  private static boolean onPath(String program) {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private LocalModels endpoint(ConfidentialModels models, AllowedSites sites) throws Exception {
    return LocalModels.start(
        0,
        new LocalModels.Parts(
            models,
            "gateway:443",
            Optional.of(Bytes.fromHex("abcd")),
            new LocalDoor(Optional.empty(), sites),
            Optional.empty(),
            problems::add));
  }

  /// An empty page of another site of this machine.
  private static HttpServer page() throws Exception {
    HttpServer page =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    page.createContext(
        "/",
        exchange -> {
          byte[] html = "<!doctype html><title>console</title>".getBytes(StandardCharsets.US_ASCII);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    page.start();
    return page;
  }

  private static String asked(String endpoint) {
    // As of the time at which the scripted gateway's evidence is judged.
    return "import('"
        + endpoint
        + "/confidentiality.js').then(m => m.confidentiality({now: () => "
        + ScriptedGateway.NOW.toEpochMilli()
        + "}))";
  }

  private static String address(LocalModels local) {
    return "http://127.0.0.1:" + local.uri().getPort();
  }

  @Test
  void showsInABrowserWhatIsKnownAndNoMore() throws Exception {
    assumeTrue(PageBrowser.installed(), "skipped: needs chromium and chromium-driver");
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, ACCOUNT));
        ConfidentialModels models = gateway.models().build();
        PageBrowser browser = PageBrowser.start();
        LocalModels local = endpoint(models, AllowedSites.NONE)) {
      browser.open(address(local) + "/confidentiality");
      // Its evidence was judged long ago, by the browser's clock.
      String state = browser.value("document.body.className");
      for (int i = 0; i < 100 && state.equals("unknown"); i++) {
        Thread.sleep(100);
        state = browser.value("document.body.className");
      }
      assertThat(state).isEqualTo("stale");
      assertThat(browser.value("document.getElementById('state').textContent")).startsWith("STALE");
      assertThat(browser.value("document.getElementById('trusted').textContent"))
          .contains("SIMULATED");
      // At its own time it is accepted, and said to protect nothing.
      assertThat(browser.value(asked(address(local)) + ".then(r => r.state + ' ' + r.because)"))
          .startsWith("unprotected the gateway is SIMULATED");
      assertThat(browser.value(asked(address(local)) + ".then(r => r.account.trusted)"))
          .isEqualTo("x");
      // A name that was made to point here gets neither page nor module.
      browser.open("http://evil.example:" + local.uri().getPort() + "/confidentiality");
      assertThat(browser.value("document.body.textContent")).contains("foreign-host");
    }
  }

  @Test
  void answersPagesOfANamedSiteInABrowserAndOfNoOther() throws Exception {
    assumeTrue(PageBrowser.installed(), "skipped: needs chromium and chromium-driver");
    HttpServer page = page();
    String site = "http://localhost:" + page.getAddress().getPort();
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, ACCOUNT));
        ConfidentialModels models = gateway.models().build();
        PageBrowser browser = PageBrowser.start();
        LocalModels closed = endpoint(models, AllowedSites.NONE);
        LocalModels open = endpoint(models, AllowedSites.of(List.of(site)))) {
      browser.open(site + "/");
      assertThat(browser.value(asked(address(open)) + ".then(r => r.state)"))
          .isEqualTo("unprotected");
      // The module is there, and may be read; what it asks elsewhere may not.
      String elsewhere =
          "import('"
              + address(open)
              + "/confidentiality.js').then(m => m.confidentiality({endpoint: '"
              + address(closed)
              + "'})).then(r => r.state + ' ' + r.code)";
      assertThat(browser.value(elsewhere)).isEqualTo("unreachable no-answer");
      assertThat(browser.value(asked(address(closed)))).startsWith("failed: ");
      // A request with a body asks first whether it may.
      String chat =
          "fetch('%s/v1/chat/completions', {method: 'POST', body: '{}', headers:"
              + " {'content-type': 'application/json', authorization: 'Bearer x'}})"
              + ".then(r => r.status)";
      assertThat(browser.value(chat.formatted(address(open)))).isEqualTo("200");
      assertThat(browser.value(chat.formatted(address(closed)))).startsWith("failed: ");
      assertThat(gateway.asked().stream().filter(one -> one.method().equals("POST")).toList())
          .hasSize(1);
    } finally {
      page.stop(0);
    }
  }
}
