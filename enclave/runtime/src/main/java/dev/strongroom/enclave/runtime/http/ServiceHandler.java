// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.MessageReceiver;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.io.InputStream;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/// Hands requests to the service, encrypted messages opened. What a request holds, and what goes
/// wrong with it, reaches neither client nor log.
final class ServiceHandler extends Handler.Abstract {
  /// Of a request's body, decrypted.
  static final int MAX_BODY = 8 << 20;

  private final Service.Handler service;
  private final WellKnown wellKnown;
  private final EncryptedRequests encrypted;

  ServiceHandler(Service.Handler service, WellKnown wellKnown, MessageReceiver messages) {
    this.service = service;
    this.wellKnown = wellKnown;
    this.encrypted = new EncryptedRequests(messages, this);
  }

  @Override
  public boolean handle(
      Request request, org.eclipse.jetty.server.Response response, Callback callback)
      throws Exception {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type != null && MessageFormat.isMessage(type)) {
      encrypted.handle(request, response, callback);
    } else {
      new Answer(response, callback, null).send(plain(request));
    }
    return true;
  }

  private Response plain(Request request) throws Exception {
    byte[] body;
    try (InputStream in = Request.asInputStream(request)) {
      body = in.readNBytes(MAX_BODY + 1);
    }
    if (body.length > MAX_BODY) {
      return tooLong();
    }
    return serve(
        request,
        headers(request),
        Bytes.copyOf(body),
        attested(request) ? Protection.ATTESTED_CHANNEL : Protection.PLAIN_HTTPS);
  }

  static Response tooLong() {
    return Response.text(413, "the request's body is longer than " + MAX_BODY + " bytes\n");
  }

  /// Asks the service; what it throws is a bare 500.
  Response serve(
      Request request, Map<String, List<String>> headers, Bytes body, Protection protection) {
    try {
      var asked =
          new dev.strongroom.enclave.runtime.Request(
              request.getMethod(),
              Request.getPathInContext(request),
              Objects.requireNonNullElse(request.getHttpURI().getPath(), ""),
              Objects.requireNonNullElse(request.getHttpURI().getQuery(), ""),
              headers,
              body,
              protection);
      return WellKnown.concerns(asked)
          ? wellKnown.handle(asked, leaf(request))
          : service.handle(asked);
    } catch (Exception e) {
      return failed(e);
    }
  }

  /// What a failure of the service's looks like from outside.
  static Response failed(Exception e) {
    return Response.text(500, "internal error\n");
  }

  private static Map<String, List<String>> headers(Request request) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(Objects.requireNonNullElse(field.getValue(), ""));
    }
    return headers;
  }

  private static boolean attested(Request request) {
    return engine(request)
        .filter(tls -> ExchangeResponder.ALPN.equals(tls.getApplicationProtocol()))
        .isPresent();
  }

  /// What this very connection was shown: the enclave may have several.
  private static Optional<Certificate> leaf(Request request) {
    return engine(request)
        .map(tls -> tls.getSession().getLocalCertificates())
        .filter(chain -> chain.length > 0)
        .map(chain -> chain[0]);
  }

  private static Optional<SSLEngine> engine(Request request) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return endPoint instanceof SslEndPoint tls
        ? Optional.of(tls.getSslConnection().getSSLEngine())
        : Optional.empty();
  }
}
