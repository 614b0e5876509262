// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;

/// Over the attested channel.
final class ChannelCarrier implements Carrier {
  private static final int HTTPS = 443;

  private final Demand demand;
  private final ServerAppraisal appraisal;
  private final AttestedEnclave enclave;
  private final AttestedHttpClient http;

  ChannelCarrier(Demand demand, Verifier verifier, AttestedEnclave enclave) {
    this.demand = demand;
    this.enclave = enclave;
    this.appraisal = new ServerAppraisal(demand.policy(), verifier, enclave.clock());
    this.http =
        AttestedHttpClient.builder(appraisal)
            .connectTimeout(demand.properties().connectTimeout())
            .onVerified(this::verified)
            .build();
  }

  /// The client itself, for whoever prefers it.
  AttestedHttpClient http() {
    return http;
  }

  @Override
  public ClientHttpResponse send(String method, URI uri, HttpHeaders headers, byte[] body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(demand.properties().readTimeout())
            .method(
                method,
                body.length == 0 && !method.equals("POST")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body));
    HopFields.without(headers, request::header);
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      if (AttestedHttpClient.server(response).isEmpty()) {
        response.body().close();
        throw new IOException("an answer over no verified connection");
      }
      HttpHeaders fields = new HttpHeaders();
      response.headers().map().forEach(fields::addAll);
      return new CarriedResponse(response.statusCode(), fields, response.body());
    } catch (AttestationRefusedException e) {
      if (e.refusal() != Refusal.REATTESTATION_DUE) {
        enclave.refused(e.refusal().code(), String.valueOf(e.getMessage()));
      }
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an enclave was asked");
    }
  }

  @Override
  public void verify() throws IOException {
    int port = demand.url().getPort() < 0 ? HTTPS : demand.url().getPort();
    try (AttestedConnection connection =
        new AttestedConnector(appraisal)
            .connect(demand.url().getHost(), port, demand.properties().connectTimeout())) {
      verified(connection.server());
    } catch (ChannelException e) {
      enclave.refused(e.refusal().code(), e.getMessage());
      throw e;
    }
  }

  private void verified(AttestedServer server) {
    enclave.verified(
        new Verification(
            enclave.clock().instant(), server.goodUntil(), server.verified(), server.keys()));
  }

  @Override
  public void close() {
    http.close();
  }
}
