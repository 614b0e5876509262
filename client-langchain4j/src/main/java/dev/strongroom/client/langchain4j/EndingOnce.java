// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.langchain4j;

import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;

/// Tells a listener of one end: a stream that failed isn't closed besides, or a short answer would
/// be taken for a whole one. Used by one thread.
final class EndingOnce implements ServerSentEventListener {
  private final ServerSentEventListener listener;
  private boolean ended;

  EndingOnce(ServerSentEventListener listener) {
    this.listener = listener;
  }

  @Override
  public void onOpen(SuccessfulHttpResponse response) {
    listener.onOpen(response);
  }

  @Override
  public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
    listener.onEvent(event, context);
  }

  @Override
  public void onEvent(ServerSentEvent event) {
    listener.onEvent(event);
  }

  @Override
  public void onError(Throwable error) {
    if (!ended) {
      ended = true;
      listener.onError(error);
    }
  }

  @Override
  public void onClose() {
    if (!ended) {
      ended = true;
      listener.onClose();
    }
  }
}
