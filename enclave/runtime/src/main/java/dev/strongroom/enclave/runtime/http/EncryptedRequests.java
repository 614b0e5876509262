// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.Field;
import dev.strongroom.channel.message.MessageException;
import dev.strongroom.channel.message.MessageException.Refusal;
import dev.strongroom.channel.message.MessageReceiver;
import dev.strongroom.channel.message.OpenedRequest;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/// Requests that are encrypted messages (`docs/encrypted-messages.md`). The service sees one only
/// when all of it was opened, and everything that it answers is sealed. Until then the answer is
/// plain, and one of a few fixed ones.
final class EncryptedRequests {
  private final MessageReceiver messages;
  private final ServiceHandler service;

  EncryptedRequests(MessageReceiver messages, ServiceHandler service) {
    this.messages = messages;
    this.service = service;
  }

  void handle(Request request, org.eclipse.jetty.server.Response response, Callback callback)
      throws IOException {
    OpenedRequest opened;
    byte[] body;
    try (InputStream in = Request.asInputStream(request)) {
      String target = Objects.requireNonNullElse(request.getHttpURI().getPathQuery(), "");
      opened = messages.open(request.getMethod(), target, in);
      body = opened.body().readNBytes(ServiceHandler.MAX_BODY + 1);
    } catch (MessageException e) {
      new Answer(response, callback, null).send(refusal(e.refusal()));
      return;
    }
    Response answer =
        body.length > ServiceHandler.MAX_BODY
            ? ServiceHandler.tooLong()
            : service.serve(
                request, headers(opened), Bytes.copyOf(body), Protection.ENCRYPTED_MESSAGE);
    new Answer(response, callback, opened).send(answer);
  }

  private static Response refusal(Refusal refusal) {
    int status =
        switch (refusal) {
          case REPLAYED -> 409;
          case BUSY -> 503;
          default -> 400;
        };
    return Response.text(status, refusal.code() + "\n");
  }

  private static Map<String, List<String>> headers(OpenedRequest opened) {
    Map<String, List<String>> headers = new HashMap<>();
    for (Field field : opened.fields()) {
      headers.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(field.value());
    }
    return headers;
  }
}
