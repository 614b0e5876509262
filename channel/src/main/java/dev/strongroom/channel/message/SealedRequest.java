// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.IOException;
import java.io.InputStream;

/// An encrypted request, to be sent once, and the only thing that opens its response. Not
/// thread-safe.
public final class SealedRequest {
  private final String method;
  private final String target;
  private final RequestKeys keys;
  private final InputStream body;
  private boolean opened;

  SealedRequest(String method, String target, RequestKeys keys, InputStream body) {
    this.method = method;
    this.target = target;
    this.keys = keys;
    this.body = body;
  }

  /// The method to send.
  public String method() {
    return method;
  }

  /// Path and query to send, unchanged.
  public String target() {
    return target;
  }

  /// The body to send, with content type [MessageFormat#CONTENT_TYPE]; of unknown length, encrypted
  /// as it is read, 16 KiB and some at a time.
  public InputStream body() {
    return body;
  }

  /// Opens the response. Anything that isn't encrypted is refused, whatever its status: it may come
  /// from anybody and says nothing of what became of the request.
  ///
  /// @param status of the HTTP response
  /// @param contentType of the HTTP response; empty if it has none
  /// @param in its body, which the response's body then closes
  /// @throws MessageException if it isn't this request's response, as far as its head shows
  /// @throws IllegalStateException if a response was opened before
  public MessageResponse open(int status, String contentType, InputStream in)
      throws MessageException {
    if (opened) {
      throw new IllegalStateException("a request has one response");
    }
    opened = true;
    if (status != MessageFormat.OUTER_STATUS || !MessageFormat.isMessage(contentType)) {
      throw refusedBeforeReading(status, in);
    }
    ResponseHeader header = ResponseHeader.read(in);
    ChunkReader reader = new ChunkReader(in, keys.response(header.salt()));
    ResponseHeader.Head head = ResponseHeader.Head.read(reader.head());
    return new MessageResponse(head.status(), head.fields(), reader);
  }

  private static MessageException refusedBeforeReading(int status, InputStream in) {
    MessageException refusal =
        new MessageException(
            Refusal.NOT_ENCRYPTED, "an answer with status " + status + " that isn't encrypted");
    try {
      in.close();
    } catch (IOException e) {
      refusal.addSuppressed(e);
    }
    return refusal;
  }
}
