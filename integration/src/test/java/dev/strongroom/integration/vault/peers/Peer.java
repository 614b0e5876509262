// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.integration.npm.NpmScript;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// A script of `src/test/npm/vault`. Used by one thread.
final class Peer implements AutoCloseable {
  private static final String WHAT =
      "node of Ethereum, viem, web3.js, bitcoinjs-lib and OpenID provider";

  private final NpmScript script;

  private Peer(NpmScript script) {
    this.script = script;
  }

  /// Starts a script.
  ///
  /// @return it, ready; an aborted test where Node.js, npm or its registry aren't
  static Peer start(String script, String... arguments) throws Exception {
    return new Peer(NpmScript.start("vault", WHAT, script, arguments));
  }

  /// Asks.
  ///
  /// @param question beside `act`
  /// @throws IOException if the script failed at it
  JsonNode ask(String act, Map<String, ?> question) throws IOException, MalformedJsonException {
    Map<String, Object> members = new HashMap<>(question);
    members.put("act", act);
    JsonNode answer = JsonNode.parse(script.ask(CanonicalJson.text(members)));
    if (answer.optional("failed").isPresent()) {
      throw new IOException(act + ": " + answer.member("failed").anyText());
    }
    return answer.member("answer");
  }

  @Override
  public void close() {
    script.close();
  }
}
