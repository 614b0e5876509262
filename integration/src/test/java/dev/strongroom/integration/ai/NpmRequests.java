// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.integration.npm.NpmScript;
import java.io.IOException;
import java.net.URI;

/// Requests of a test's own, sent by npm's client `openai`, unmodified. Used by one thread.
final class NpmRequests implements AutoCloseable {
  private final NpmScript script;

  private NpmRequests(NpmScript script) {
    this.script = script;
  }

  /// Starts the client.
  ///
  /// @return it, ready; an aborted test where Node.js, npm or its registry aren't
  static NpmRequests start() throws IOException, InterruptedException {
    return new NpmRequests(NpmScript.start("ai", "openai", "requests.mjs"));
  }

  /// Asks.
  ///
  /// @param what `chat`, `completion` or `embedding`
  /// @param params JSON
  JsonNode ask(URI endpoint, String what, String params)
      throws IOException, MalformedJsonException {
    return JsonNode.parseWithNulls(
        script.ask(
            "{\"baseURL\":\"%s\",\"what\":\"%s\",\"params\":%s}"
                .formatted(endpoint, what, params.replace("\n", " "))));
  }

  @Override
  public void close() {
    script.close();
  }
}
