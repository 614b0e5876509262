// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// Over the attested channel: each connection is verified before it carries anything.
///
/// @param http judges and keeps connections
/// @param gateway `https` with host and port
/// @param patience with the gateway
record AttestedCarrier(AttestedHttpClient http, URI gateway, Patience patience) implements Carrier {
  private static final int NO_CONTENT = 204;

  @Override
  public ModelAnswer send(ModelRequest request) throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(gateway + request.target().substring(1)))
            .timeout(patience.firstByte())
            .method(request.method(), BodyPublishers.ofByteArray(request.body().toByteArray()));
    if (request.body().isEmpty() && !request.method().equals("POST")) {
      builder.method(request.method(), BodyPublishers.noBody());
    }
    request.fields().forEach(field -> builder.header(field.name(), field.value()));
    try {
      HttpResponse<InputStream> response = http.send(builder.build(), BodyHandlers.ofInputStream());
      return answer(response);
    } catch (AttestationRefusedException e) {
      if (e.refusal() == ChannelException.Refusal.REATTESTATION_DUE) {
        // A part was sent, to a server that had been verified.
        throw new IOException("the connection grew too old while the request was sent", e);
      }
      throw new GatewayNotVerifiedException(
          e.refusal().code(), e.getMessage(), e.verdict().orElse(null), e);
    }
  }

  private ModelAnswer answer(HttpResponse<InputStream> response) throws IOException {
    InputStream body = response.body();
    AttestedServer server =
        AttestedHttpClient.server(response)
            .orElseThrow(() -> new IOException("an answer over no verified connection"));
    if (response.statusCode() != NO_CONTENT && !framed(response.headers())) {
      body.close();
      throw new AnswerRefusedException(
          Refusal.ENDLESS, "an answer whose end is the connection's: it may be cut", null);
    }
    return new ModelAnswer(
        response.statusCode(),
        AnswerFields.of(response.headers().map()),
        SilenceLimit.of(body, patience.silence()),
        VerifiedGateway.of(server));
  }

  /// Whether HTTP itself says where the body ends (RFC 9112, section 6.3).
  private static boolean framed(HttpHeaders headers) {
    return headers.firstValue("content-length").isPresent()
        || headers.firstValue("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent();
  }
}
