// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.langchain4j;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.strongroom.client.ai.ConfidentialModels;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Has langchain4j's models ask a verified gateway, and nobody else:
///
/// ```java
/// var model = OpenAiStreamingChatModel.builder()
///     .httpClientBuilder(new ConfidentialHttpClientBuilder(models))
///     .baseUrl("https://gateway.example/v1")        // of which only the path counts
///     .modelName("tiny")
///     .build();
/// ```
///
/// What is sent goes to the gateway of the [ConfidentialModels], whichever host the base URL names.
/// How long to wait is theirs to say, too: timeouts that are set here are remembered, and not used.
public final class ConfidentialHttpClientBuilder implements HttpClientBuilder {
  private final ConfidentialModels models;
  private @Nullable Duration connectTimeout;
  private @Nullable Duration readTimeout;

  /// A builder of clients that speak through `models`, whose owner closes them.
  public ConfidentialHttpClientBuilder(ConfidentialModels models) {
    this.models = models;
  }

  @Override
  public @Nullable Duration connectTimeout() {
    return connectTimeout;
  }

  @Override
  public HttpClientBuilder connectTimeout(@Nullable Duration timeout) {
    connectTimeout = timeout;
    return this;
  }

  @Override
  public @Nullable Duration readTimeout() {
    return readTimeout;
  }

  @Override
  public HttpClientBuilder readTimeout(@Nullable Duration timeout) {
    readTimeout = timeout;
    return this;
  }

  @Override
  public HttpClient build() {
    return new ConfidentialHttpClient(models);
  }
}
