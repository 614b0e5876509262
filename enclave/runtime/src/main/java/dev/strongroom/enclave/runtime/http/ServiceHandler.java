// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/// Hands requests to the service. What a request holds, and what goes wrong with it, never reaches
/// a log: only the class of an exception does.
final class ServiceHandler extends Handler.Abstract {
  private static final Logger LOG = System.getLogger(ServiceHandler.class.getName());
  private static final int MAX_BODY = 8 << 20;

  private final Service.Handler service;

  ServiceHandler(Service.Handler service) {
    this.service = service;
  }

  @Override
  public boolean handle(
      Request request, org.eclipse.jetty.server.Response response, Callback callback)
      throws Exception {
    Response answer = answer(request);
    response.setStatus(answer.status());
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.write(true, ByteBuffer.wrap(answer.body().toByteArray()), callback);
    return true;
  }

  private Response answer(Request request) throws Exception {
    byte[] body;
    try (InputStream in = Request.asInputStream(request)) {
      body = in.readNBytes(MAX_BODY + 1);
    }
    if (body.length > MAX_BODY) {
      return Response.text(413, "the request's body is longer than " + MAX_BODY + " bytes\n");
    }
    try {
      return service.handle(
          new dev.strongroom.enclave.runtime.Request(
              request.getMethod(),
              Request.getPathInContext(request),
              Objects.requireNonNullElse(request.getHttpURI().getQuery(), ""),
              headers(request),
              Bytes.copyOf(body),
              attested(request)));
    } catch (Exception e) {
      LOG.log(Level.ERROR, "service failed: {0}", e.getClass().getName());
      return Response.text(500, "internal error\n");
    }
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
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return endPoint instanceof SslEndPoint tls
        && ExchangeResponder.ALPN.equals(
            tls.getSslConnection().getSSLEngine().getApplicationProtocol());
  }
}
