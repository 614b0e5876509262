// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The baseline: the enclave's HTTP server with the same settings, on TCP, with TLS and no more.
///
/// @param server the whole
/// @param connector where it listens
public record PlainServer(Server server, ServerConnector connector) implements Closeable {

  /// Starts it on a free port.
  public static PlainServer start(Service.Handler service) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(
        ServerCertificate.generate(
                "localhost", Instant.now(), Duration.ofDays(1), new SecureRandom())
            .context());
    tls.setIncludeProtocols("TLSv1.3");
    tls.setSniRequired(false);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    ServerConnector connector =
        new ServerConnector(server, new SslConnectionFactory(tls, http.getProtocol()), http);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new ServiceOnly(service));
    server.start();
    return new PlainServer(server, connector);
  }

  /// Where it listens.
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static final class ServiceOnly extends Handler.Abstract {
    private final Service.Handler service;

    ServiceOnly(Service.Handler service) {
      this.service = service;
    }

    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request request,
        org.eclipse.jetty.server.Response response,
        Callback callback)
        throws Exception {
      byte[] body;
      try (InputStream in = org.eclipse.jetty.server.Request.asInputStream(request)) {
        body = in.readAllBytes();
      }
      Response answer =
          service.handle(
              new Request(
                  request.getMethod(),
                  org.eclipse.jetty.server.Request.getPathInContext(request),
                  request.getHttpURI().getPath(),
                  "",
                  Map.of(),
                  Bytes.copyOf(body),
                  Protection.PLAIN_HTTPS));
      if (!(answer.body() instanceof Response.Body.Whole(Bytes whole))) {
        throw new IOException("only whole responses are compared");
      }
      response.setStatus(answer.status());
      answer.headers().forEach((name, values) -> response.getHeaders().put(name, values));
      response.write(true, ByteBuffer.wrap(whole.toByteArray()), callback);
      return true;
    }
  }
}
