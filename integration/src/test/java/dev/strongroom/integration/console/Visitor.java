// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.integration.npm.NpmScript;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// Somebody who opens the page in Chromium, led by Playwright.
record Visitor(NpmScript script) implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  static Visitor start() throws IOException, InterruptedException {
    return start("page.mjs");
  }

  /// @param script that leads the visitor
  static Visitor start(String script) throws IOException, InterruptedException {
    if (!Files.isExecutable(CHROMIUM)) {
      String message = "NOT TESTED: no page in a browser, which takes Debian's package chromium";
      System.err.println(message);
      Assumptions.abort(message);
    }
    return new Visitor(NpmScript.start("console", "Playwright and axe", script));
  }

  /// What the visitor sees.
  ///
  /// @param node as the script tells it
  record Seen(JsonNode node) {
    String text(String name) throws MalformedJsonException {
      return node.member(name).anyText();
    }

    boolean flag(String name) throws MalformedJsonException {
      return node.member(name).flag();
    }

    List<String> texts(String name) {
      return node.value() instanceof Map<?, ?> members && members.get(name) instanceof List<?> list
          ? list.stream().map(String::valueOf).toList()
          : List.of();
    }

    int number(String name) throws MalformedJsonException {
      return node.member(name).integer(0, Integer.MAX_VALUE);
    }
  }

  Seen does(String command, Map<String, ?> given) throws IOException, MalformedJsonException {
    Map<String, Object> asked = new HashMap<>(given);
    asked.put("command", command);
    JsonNode answer = JsonNode.parse(script.ask(CanonicalJson.text(asked)));
    if (answer.optional("failed").isPresent()) {
      throw new IOException(answer.member("failed").text());
    }
    return new Seen(answer);
  }

  @Override
  public void close() {
    script.close();
  }
}
