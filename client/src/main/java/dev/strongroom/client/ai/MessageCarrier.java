// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.message.Field;
import dev.strongroom.channel.message.MessageClient;
import dev.strongroom.channel.message.MessageException;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.SealedRequest;
import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Through whoever ends TLS: each request is encrypted to keys that were verified.
final class MessageCarrier implements Carrier {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int MOST_WORD = 64;
  private static final String UNKNOWN_KEY = "unknown-key";

  private final MessageClient messages;
  private final HttpClient http;
  private final URI gateway;
  private final Patience patience;
  private final ReentrantLock renewing = new ReentrantLock();
  private volatile @Nullable MessageKeys current;

  /// @param messages judges keys
  /// @param http whose TLS protects nothing that is relied on
  /// @param gateway with host and port
  MessageCarrier(MessageClient messages, HttpClient http, URI gateway, Patience patience) {
    this.messages = messages;
    this.http = http;
    this.gateway = gateway;
    this.patience = patience;
  }

  @Override
  public ModelAnswer send(ModelRequest request) throws IOException, InterruptedException {
    MessageKeys keys = keys(null);
    SealedRequest sealed;
    try {
      sealed = seal(keys, request);
    } catch (MessageException e) {
      // They grew too old, and nothing was sent.
      keys = keys(keys);
      sealed = seal(keys, request);
    }
    HttpResponse<InputStream> response = exchange(sealed);
    if (plain(response)) {
      String word = word(response);
      MessageKeys other = word.equals(UNKNOWN_KEY) ? keys(keys) : keys;
      if (other.statement().equals(keys.statement())) {
        throw new AnswerRefusedException(
            Refusal.NOT_ENCRYPTED,
            "an answer with status " + response.statusCode() + " that isn't encrypted",
            null);
      }
      // The enclave was started anew: what was encrypted before opens for nobody any more.
      keys = other;
      sealed = seal(keys, request);
      response = exchange(sealed);
    }
    return opened(sealed, response, keys);
  }

  private static SealedRequest seal(MessageKeys keys, ModelRequest request)
      throws MessageException {
    return keys.seal(
        request.method(),
        request.target(),
        request.fields(),
        new ByteArrayInputStream(request.body().toByteArray()));
  }

  private HttpResponse<InputStream> exchange(SealedRequest sealed)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(sealed.target()))
            .timeout(patience.firstByte())
            .header("content-type", MessageFormat.CONTENT_TYPE)
            .method(sealed.method(), BodyPublishers.ofByteArray(sealed.body().readAllBytes()))
            .build(),
        BodyHandlers.ofInputStream());
  }

  private URI uri(String target) {
    return URI.create(gateway + target.substring(1));
  }

  private static boolean plain(HttpResponse<InputStream> response) {
    return response.statusCode() != MessageFormat.OUTER_STATUS
        || !MessageFormat.isMessage(contentType(response));
  }

  private static String contentType(HttpResponse<InputStream> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  /// The word in a plain refusal, whoever it is from.
  private String word(HttpResponse<InputStream> response) {
    try (InputStream body = SilenceLimit.of(response.body(), patience.silence())) {
      String word = Bytes.copyOf(body.readNBytes(MOST_WORD)).asUtf8();
      return word == null || response.statusCode() != BAD_REQUEST ? "" : word.strip();
    } catch (IOException e) {
      return "";
    }
  }

  private ModelAnswer opened(
      SealedRequest sealed, HttpResponse<InputStream> response, MessageKeys keys)
      throws IOException {
    InputStream body = SilenceLimit.of(response.body(), patience.silence());
    try {
      MessageResponse opened = sealed.open(response.statusCode(), contentType(response), body);
      List<Field> fields = opened.fields().stream().filter(AnswerFields::isOfTheAnswer).toList();
      return new ModelAnswer(opened.status(), fields, opened.body(), VerifiedGateway.of(keys));
    } catch (MessageException e) {
      body.close();
      throw NamedFailures.of(e);
    }
  }

  /// Verified keys.
  ///
  /// @param unfit keys that won't do any more
  private MessageKeys keys(@Nullable MessageKeys unfit) throws IOException, InterruptedException {
    MessageKeys known = current;
    if (known != null && !known.equals(unfit)) {
      return known;
    }
    renewing.lockInterruptibly();
    try {
      known = current;
      if (known == null || known.equals(unfit)) {
        known = verified();
        current = known;
      }
      return known;
    } finally {
      renewing.unlock();
    }
  }

  private MessageKeys verified() throws IOException, InterruptedException {
    MessageClient.Query query = messages.query();
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(uri(query.target())).timeout(patience.silence()).build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), HttpsAttestation.MOST_TEXT));
    if (response.statusCode() != OK) {
      throw new IOException("no evidence to be had: status " + response.statusCode());
    }
    String json = Optional.ofNullable(Bytes.copyOf(response.body()).asUtf8()).orElse("");
    try {
      return query.verify(json);
    } catch (ChannelException e) {
      throw new GatewayNotVerifiedException(
          e.refusal().code(), e.getMessage(), e.verdict().orElse(null), e);
    } catch (MessageException e) {
      throw new GatewayNotVerifiedException(e.refusal().code(), e.getMessage(), null, e);
    }
  }
}
