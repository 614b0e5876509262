// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.message.Field;
import dev.strongroom.channel.message.MessageClient;
import dev.strongroom.channel.message.MessageException;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.SealedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;

/// By encrypted messages, through whoever ends TLS.
final class MessageCarrier implements Carrier {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int MOST_WORD = 64;
  private static final String UNKNOWN_KEY = "unknown-key";

  private final Demand demand;
  private final MessageClient messages;
  private final AttestedEnclave enclave;
  private final HttpClient http;
  private final ReentrantLock renewing = new ReentrantLock();
  private volatile @Nullable MessageKeys current;

  /// @param tls whom it trusts decides who sees paths, lengths and times, and nothing else
  MessageCarrier(Demand demand, Verifier verifier, AttestedEnclave enclave, SSLContext tls) {
    this.demand = demand;
    this.enclave = enclave;
    this.messages =
        new MessageClient(demand.policy(), verifier, enclave.clock(), new SecureRandom());
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(demand.properties().connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(tls)
            .build();
  }

  @Override
  public ClientHttpResponse send(String method, URI uri, HttpHeaders headers, byte[] body)
      throws IOException {
    String target =
        (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    List<Field> fields = new ArrayList<>();
    HopFields.without(headers, (name, value) -> fields.add(new Field(name, value)));
    MessageKeys keys = keys(null);
    if (!enclave.clock().instant().isBefore(keys.goodUntil())) {
      keys = keys(keys);
    }
    SealedRequest sealed = keys.seal(method, target, fields, new ByteArrayInputStream(body));
    HttpResponse<InputStream> response = exchange(sealed);
    if (isUnknownKey(response)) {
      MessageKeys other = keys(keys);
      if (other.statement().equals(keys.statement())) {
        throw new IOException("not-encrypted: somebody says that the enclave's own key is unknown");
      }
      // The enclave was started anew: what was encrypted before opens for nobody any more.
      sealed = other.seal(method, target, fields, new ByteArrayInputStream(body));
      response = exchange(sealed);
    }
    MessageResponse opened =
        sealed.open(response.statusCode(), contentType(response), response.body());
    HttpHeaders answered = new HttpHeaders();
    opened.fields().forEach(field -> answered.add(field.name(), field.value()));
    return new CarriedResponse(opened.status(), answered, opened.body());
  }

  @Override
  public void verify() throws IOException {
    MessageKeys _ = keys(current);
  }

  private HttpResponse<InputStream> exchange(SealedRequest sealed) throws IOException {
    return exchange(
        HttpRequest.newBuilder(at(sealed.target()))
            .header("content-type", MessageFormat.CONTENT_TYPE)
            .method(sealed.method(), BodyPublishers.ofByteArray(sealed.body().readAllBytes())),
        BodyHandlers.ofInputStream());
  }

  private <T> HttpResponse<T> exchange(HttpRequest.Builder request, BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request.timeout(demand.properties().readTimeout()).build(), handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an enclave was asked");
    }
  }

  private URI at(String target) {
    return URI.create(demand.url().getScheme() + "://" + demand.url().getRawAuthority() + target);
  }

  private static String contentType(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  /// Whether somebody says, unencrypted, that the enclave has another key by now.
  private static boolean isUnknownKey(HttpResponse<InputStream> response) throws IOException {
    if (response.statusCode() != BAD_REQUEST || MessageFormat.isMessage(contentType(response))) {
      return false;
    }
    try (InputStream body = response.body()) {
      String word = Bytes.copyOf(body.readNBytes(MOST_WORD)).asUtf8();
      return word != null && word.strip().equals(UNKNOWN_KEY);
    }
  }

  /// Verified keys.
  ///
  /// @param unfit keys that won't do any more
  private MessageKeys keys(@Nullable MessageKeys unfit) throws IOException {
    MessageKeys known = current;
    if (known != null && !known.equals(unfit)) {
      return known;
    }
    renewing.lock();
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

  private MessageKeys verified() throws IOException {
    MessageClient.Query query = messages.query();
    HttpResponse<byte[]> response =
        exchange(
            HttpRequest.newBuilder(at(query.target())),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), HttpsAttestation.MOST_TEXT));
    if (response.statusCode() != OK) {
      throw new IOException("no evidence to be had: status " + response.statusCode());
    }
    String json = Optional.ofNullable(Bytes.copyOf(response.body()).asUtf8()).orElse("");
    try {
      MessageKeys keys = query.verify(json);
      enclave.verified(
          new Verification(
              enclave.clock().instant(), keys.goodUntil(), keys.verified(), keys.statement()));
      return keys;
    } catch (ChannelException e) {
      enclave.refused(e.refusal().code(), e.getMessage());
      throw e;
    } catch (MessageException e) {
      enclave.refused(e.refusal().code(), e.getMessage());
      throw e;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
