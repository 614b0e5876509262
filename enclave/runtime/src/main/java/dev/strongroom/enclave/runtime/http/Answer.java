// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.channel.message.Field;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.OpenedRequest;
import dev.strongroom.channel.message.SealedResponse;
import dev.strongroom.enclave.runtime.Response;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Sends the response to one request: sealed if the request was an encrypted message, else as it
/// is.
final class Answer {
  private final org.eclipse.jetty.server.Response to;
  private final Callback callback;
  private final @Nullable OpenedRequest message;

  /// @param message the request, if it was encrypted
  Answer(org.eclipse.jetty.server.Response to, Callback callback, @Nullable OpenedRequest message) {
    this.to = to;
    this.callback = callback;
    this.message = message;
  }

  void send(Response response) {
    send(response, true);
  }

  private void send(Response response, boolean mayFail) {
    try {
      switch (response.body()) {
        case Response.Body.Whole whole -> send(response, whole);
        case Response.Body.Streamed streamed -> send(response, streamed);
      }
    } catch (Exception e) {
      Response failed = ServiceHandler.failed(e);
      if (to.isCommitted() || !mayFail) {
        // Jetty then closes the connection without ending the response. Its own exception says
        // nothing of the service's.
        callback.failed(new IOException("the response was cut short"));
      } else {
        to.reset();
        send(failed, false);
      }
    }
  }

  private void send(Response response, Response.Body.Whole whole) throws IOException {
    byte[] body = whole.bytes().toByteArray();
    if (message != null) {
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      SealedResponse out = message.respond(response.status(), fields(response), sealed);
      out.write(body);
      out.finish();
      body = sealed.toByteArray();
    }
    head(response);
    to.write(true, ByteBuffer.wrap(body), callback);
  }

  private void send(Response response, Response.Body.Streamed streamed) throws Exception {
    head(response);
    OutputStream sink = Content.Sink.asOutputStream(to);
    BufferedOutputStream buffered = new BufferedOutputStream(sink, MessageFormat.MAX_CHUNK);
    if (message != null) {
      SealedResponse out = message.respond(response.status(), fields(response), buffered);
      streamed.writer().writeTo(out);
      out.finish();
    } else {
      streamed.writer().writeTo(new OnlyFlushes(buffered));
      buffered.flush();
    }
    sink.close();
    callback.succeeded();
  }

  private void head(Response response) {
    if (message != null) {
      to.setStatus(MessageFormat.OUTER_STATUS);
      to.getHeaders().put(HttpHeader.CONTENT_TYPE, MessageFormat.CONTENT_TYPE);
      to.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store, no-transform");
    } else {
      to.setStatus(response.status());
      // Given a list, Jetty would join the values.
      response
          .headers()
          .forEach((name, values) -> {
            to.getHeaders().remove(name);
            values.forEach(value -> to.getHeaders().add(name, value));
          });
    }
  }

  private static List<Field> fields(Response response) {
    return response.headers().entrySet().stream()
        .flatMap(header -> {
          String name = header.getKey().toLowerCase(Locale.ROOT);
          return header.getValue().stream().map(value -> new Field(name, value));
        })
        .toList();
  }

  /// The end of a response isn't the service's to say.
  private static final class OnlyFlushes extends FilterOutputStream {
    OnlyFlushes(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
