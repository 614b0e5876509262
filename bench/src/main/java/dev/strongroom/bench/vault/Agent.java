// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Somebody with a key who asks the vault over one attested connection.
///
/// @param epoch of the vault's boot
record Agent(Http http, RequestKey key, RequestSigner signer, String epoch)
    implements AutoCloseable {
  private static final Duration LIFETIME = Duration.ofSeconds(60);

  /// Connects.
  static Agent on(Http http, RequestKey key, SecureRandom random) throws Exception {
    String vault = http.ask("GET", "/v1/vault", Map.of(), "").ok();
    return new Agent(
        http,
        key,
        new RequestSigner(random, LIFETIME),
        JsonNode.parse(vault).member("epoch").text());
  }

  /// Asks, signed.
  String ask(String method, String path, String body) throws IOException {
    int query = path.indexOf('?');
    RequestTarget target =
        new RequestTarget(
            method,
            query < 0 ? path : path.substring(0, query),
            query < 0 ? "" : path.substring(query + 1));
    Map<String, String> headers = signer.sign(target, Bytes.utf8(body), epoch, Instant.now(), key);
    return http.ask(method, path, headers, body).ok();
  }

  /// Has a key made.
  ///
  /// @return its id
  String create(Shape shape) throws Exception {
    String made =
        ask(
            "POST",
            "/v1/keys",
            "{\"type\":\"" + shape.code() + "\",\"policy\":" + shape.policy() + "}");
    return JsonNode.parse(made).member("key").member("id").text();
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
