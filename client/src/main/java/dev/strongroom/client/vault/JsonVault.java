// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A vault over the attested channel, asked by one key: each request is signed, for the boot of the
/// enclave that answers. If the enclave booted meanwhile the request is signed anew, once: the
/// other boot took nothing of it. Thread-safe.
public final class JsonVault {
  private static final String DESCRIPTION = "/v1/vault";
  private static final String OTHER_EPOCH = "other-epoch";
  private static final Duration HOLDS = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int LONGEST = 1 << 20;
  private static final int REFUSALS = 300;

  private final AttestedHttpClient http;
  private final URI server;
  private final RequestKey key;
  private final RequestSigner signer;
  private final InstantSource clock;
  private volatile @Nullable String epoch;

  private JsonVault(
      AttestedHttpClient http,
      URI server,
      RequestKey key,
      RequestSigner signer,
      InstantSource clock) {
    this.http = http;
    this.server = server.resolve("/");
    this.key = key;
    this.signer = signer;
    this.clock = clock;
  }

  /// The vault at `server`.
  ///
  /// @param http judges the enclave
  /// @param server such as `https://localhost:8443/`
  /// @param key who asks; stays the caller's
  public static JsonVault of(
      AttestedHttpClient http,
      URI server,
      RequestKey key,
      InstantSource clock,
      SecureRandom random) {
    return new JsonVault(http, server, key, new RequestSigner(random, HOLDS), clock);
  }

  /// Who asks: `agent:CURVE:HEX`.
  public String principal() {
    return "agent:" + key.publicKey().id();
  }

  /// What the vault says of itself: `epoch`, `simulated`, `log`, `time`, `people`.
  ///
  /// @throws VaultRefusedException if there is no vault
  public VaultAnswer description()
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException {
    return answer(send(builder(DESCRIPTION).GET().build()));
  }

  /// Asks for something.
  ///
  /// @param target path and query, such as `/v1/keys?after=7`
  /// @throws VaultRefusedException if the vault refuses
  /// @throws UnusableVaultAnswerException if what it answers isn't JSON of an object
  /// @throws AttestationRefusedException if the enclave was refused; nothing was sent to it
  /// @throws IOException if the connection fails. What was asked may have been done: the same
  ///   `request` gives the same outcome
  public VaultAnswer get(String target)
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException {
    return signed("GET", target, new byte[0]);
  }

  /// Has something done; errors as for [#get].
  ///
  /// @param body what to do: maps, lists, texts, booleans and longs; a [CallerShare] as `share`.
  ///   What is made of it is wiped afterwards, but for what HTTP's buffers hold
  public VaultAnswer post(String target, Map<String, ?> body)
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException {
    return signed("POST", target, RequestBody.encoded(body));
  }

  /// Puts something in the place of what is there; errors as for [#get].
  public VaultAnswer put(String target, Map<String, ?> body)
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException {
    return signed("PUT", target, RequestBody.encoded(body));
  }

  /// Removes something; errors as for [#get].
  public VaultAnswer delete(String target)
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException {
    return signed("DELETE", target, new byte[0]);
  }

  private VaultAnswer signed(String method, String target, byte[] body)
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException {
    try {
      String known = epoch;
      if (known == null) {
        known = renewed();
      }
      try {
        return once(method, target, body, known);
      } catch (VaultRefusedException e) {
        if (!e.code().equals(OTHER_EPOCH)) {
          throw e;
        }
        return once(method, target, body, renewed());
      }
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private String renewed()
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException {
    try {
      String now = description().member("epoch").text();
      epoch = now;
      return now;
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(String.valueOf(e.getMessage()));
    }
  }

  private VaultAnswer once(String method, String target, byte[] body, String bootEpoch)
      throws IOException,
          InterruptedException,
          VaultRefusedException,
          UnusableVaultAnswerException {
    URI uri = server.resolve(target);
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    HttpRequest.Builder request =
        builder(target)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      request.header("content-type", "application/json");
    }
    try {
      signer
          .sign(
              new RequestTarget(method, uri.getRawPath(), query),
              body,
              bootEpoch,
              clock.instant(),
              key)
          .forEach(request::header);
    } catch (IllegalArgumentException e) {
      // Path and key are ours; the epoch is the vault's word.
      throw new UnusableVaultAnswerException("an epoch that no request can be signed for", e);
    }
    return answer(send(request.build()));
  }

  private HttpRequest.Builder builder(String target) {
    return HttpRequest.newBuilder(server.resolve(target)).timeout(ANSWER);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST));
  }

  private static VaultAnswer answer(HttpResponse<byte[]> response)
      throws VaultRefusedException, UnusableVaultAnswerException {
    String text = Bytes.copyOf(response.body()).asUtf8();
    if (response.statusCode() >= REFUSALS) {
      throw VaultRefusedException.read(response.statusCode(), text == null ? "" : text);
    }
    if (text == null) {
      throw new UnusableVaultAnswerException("not UTF-8");
    }
    try {
      JsonNode body = JsonNode.parse(text);
      if (!(body.value() instanceof Map<?, ?>)) {
        throw new UnusableVaultAnswerException("not an object");
      }
      return new VaultAnswer(response.statusCode(), body);
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(String.valueOf(e.getMessage()));
    }
  }
}
