// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signed requests to one vault, for the boot that it says to be in.
final class VaultRequests {
  private static final int MOST = 1 << 20;
  private static final int ERROR = 400;
  private static final Duration LIFETIME = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ONCE = 16;

  private final AttestedHttpClient http;
  private final URI server;
  private final RequestKey key;
  private final SecureRandom random;
  private final InstantSource clock;
  private final RequestSigner signer;
  private final ReceiptChecks receipts;
  private volatile @Nullable String epoch;

  VaultRequests(
      AttestedHttpClient http,
      URI server,
      RequestKey key,
      SecureRandom random,
      InstantSource clock,
      ReceiptChecks receipts) {
    this.http = http;
    this.server = server.resolve("/");
    this.key = key;
    this.random = random;
    this.clock = clock;
    this.receipts = receipts;
    this.signer = new RequestSigner(random, LIFETIME);
  }

  /// What the vault answered.
  ///
  /// @param body its JSON
  record Answer(int status, JsonNode body) {}

  /// A new idempotency id.
  String newOnce() {
    byte[] id = new byte[ONCE];
    random.nextBytes(id);
    return Bytes.copyOf(id).hex();
  }

  /// What the vault says of itself, which nobody has to sign for.
  VaultInfo info() throws IOException, InterruptedException, VaultException {
    JsonNode body =
        answered(HttpRequest.newBuilder(server.resolve("/v1/vault")).timeout(PATIENCE).build())
            .body();
    try {
      VaultInfo info =
          new VaultInfo(
              body.member("epoch").text(),
              body.member("simulated").flag(),
              body.member("log").text(),
              AnswerJson.time(body.member("time")),
              body.optional("people").orElse(new JsonNode(Map.of(), "people")));
      epoch = info.epoch();
      return info;
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }

  Answer get(String path) throws IOException, InterruptedException, VaultException {
    return send("GET", path, Bytes.EMPTY);
  }

  Answer delete(String path) throws IOException, InterruptedException, VaultException {
    return send("DELETE", path, Bytes.EMPTY);
  }

  Answer post(String path, Map<String, Object> body)
      throws IOException, InterruptedException, VaultException {
    return send("POST", path, CanonicalJson.encode(body));
  }

  Answer put(String path, Map<String, Object> body)
      throws IOException, InterruptedException, VaultException {
    return send("PUT", path, CanonicalJson.encode(body));
  }

  /// Asks for the vault's boot again, once, if it was another one: what is refused as `other-epoch`
  /// wasn't done.
  private Answer send(String method, String path, Bytes body)
      throws IOException, InterruptedException, VaultException {
    String known = epoch;
    if (known != null) {
      try {
        return answered(signed(method, path, body, known));
      } catch (VaultRefusedException e) {
        if (!e.code().equals("other-epoch")) {
          throw e;
        }
      }
    }
    return answered(signed(method, path, body, info().epoch()));
  }

  private HttpRequest signed(String method, String path, Bytes body, String boot)
      throws UnusableVaultAnswerException {
    URI uri = server.resolve(path);
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body.toByteArray()));
    if (!body.isEmpty()) {
      request.header("content-type", "application/json");
    }
    try {
      signer
          .sign(
              new RequestTarget(method, uri.getRawPath(), query), body, boot, clock.instant(), key)
          .forEach(request::header);
      return request.build();
    } catch (IllegalArgumentException e) {
      // Path and key are ours; the epoch is the vault's word.
      throw new UnusableVaultAnswerException("an epoch that no request can be signed for", e);
    }
  }

  private Answer answered(HttpRequest request)
      throws IOException, InterruptedException, VaultException {
    HttpResponse<byte[]> response =
        http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST));
    Optional<String> text = Optional.ofNullable(Bytes.copyOf(response.body()).asUtf8());
    if (response.statusCode() >= ERROR) {
      throw refusal(response.statusCode(), text.orElse(""));
    }
    try {
      return new Answer(response.statusCode(), JsonNode.parse(text.orElse("")));
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }

  private VaultRefusedException refusal(int status, String text)
      throws UnusableVaultAnswerException {
    try {
      JsonNode error = JsonNode.parse(text).member("error");
      Optional<JsonNode> entered = error.optional("receipt");
      Optional<Receipt> receipt =
          entered.isPresent() ? Optional.of(AnswerJson.receipt(entered.get())) : Optional.empty();
      if (receipt.isPresent()) {
        receipts.judged(receipt.get());
      }
      return new VaultRefusedException(
          status,
          error.member("code").text(),
          error.member("message").anyText(),
          AnswerJson.findings(error),
          receipt);
    } catch (MalformedJsonException e) {
      return new VaultRefusedException(
          status, "unknown", "status " + status, List.of(), Optional.empty());
    }
  }
}
