// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.langchain4j;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.Field;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.ModelAnswer;
import dev.strongroom.client.ai.ModelRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// langchain4j's HTTP layer over a verified gateway. Failures are [UncheckedIOException] around
/// what [ConfidentialModels] throw: what langchain4j asks again for is asked again.
final class ConfidentialHttpClient implements HttpClient {
  private static final int SUCCESS = 200;
  private static final int ABOVE_SUCCESS = 300;

  /// The connection's own, and what tells of the client.
  private static final Set<String> NOT_SENT =
      Set.of("host", "content-length", "connection", "expect", "upgrade", "user-agent");

  private final ConfidentialModels models;

  ConfidentialHttpClient(ConfidentialModels models) {
    this.models = models;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    try (ModelAnswer answer = send(request)) {
      String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
      if (!successful(answer)) {
        throw new HttpException(answer.status(), body);
      }
      return head(answer).body(body).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    Thread.ofVirtual().start(() -> stream(request, parser, new EndingOnce(listener)));
  }

  private void stream(HttpRequest request, ServerSentEventParser parser, EndingOnce listener) {
    try (ModelAnswer answer = send(request)) {
      if (!successful(answer)) {
        String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        listener.onError(new HttpException(answer.status(), body));
        return;
      }
      listener.onOpen(head(answer).build());
      // The parser tells the listener of failures, and returns.
      parser.parse(answer.body(), listener);
      listener.onClose();
    } catch (IOException e) {
      listener.onError(new UncheckedIOException(e));
    } catch (RuntimeException e) {
      listener.onError(e);
    }
  }

  private ModelAnswer send(HttpRequest request) throws IOException {
    try {
      return models.send(translated(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a model was asked");
    }
  }

  private static ModelRequest translated(HttpRequest request) {
    if (!request.formDataFields().isEmpty() || !request.formDataFiles().isEmpty()) {
      throw new UnsupportedOperationException("forms aren't sent: send them by ConfidentialModels");
    }
    URI uri = URI.create(request.url());
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    List<Field> fields = new ArrayList<>();
    request
        .headers()
        .forEach((name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!NOT_SENT.contains(lower)) {
            values.forEach(value -> fields.add(new Field(lower, value)));
          }
        });
    String body = request.body();
    return new ModelRequest(
        request.method().name(),
        uri.getRawPath() + query,
        fields,
        body == null ? Bytes.EMPTY : Bytes.utf8(body));
  }

  private static boolean successful(ModelAnswer answer) {
    return answer.status() >= SUCCESS && answer.status() < ABOVE_SUCCESS;
  }

  private static SuccessfulHttpResponse.Builder head(ModelAnswer answer) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Field field : answer.fields()) {
      headers.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(field.value());
    }
    return SuccessfulHttpResponse.builder().statusCode(answer.status()).headers(headers);
  }
}
