// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.certificates.ChosenKey;
import dev.strongroom.enclave.runtime.certificates.ServedNames;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The server: TLS 1.3 ends here, inside the enclave. Listens on a Unix-domain socket, which the
/// host forwards TCP connections to.
public final class EnclaveServer implements AutoCloseable {
  /// As registered for ALPN (RFC 7301, section 6), lower case.
  private static final String HTTP = "http/1.1";

  private static final int ACCEPT_QUEUE = 1024;

  /// How long requests in flight get to finish.
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Server server;

  /// A server that isn't started yet.
  ///
  /// @param socket where to listen
  /// @param keys with the evidence that clients are shown
  /// @param service answers requests
  public EnclaveServer(
      Path socket, ServerCertificate certificate, EnclaveKeys keys, Service.Handler service) {
    this(socket, certificate, keys, service, Optional.empty());
  }

  /// The same for an enclave that has certificates for names beside its own.
  ///
  /// @param names which key answers under which name; empty: it proves none to anybody
  public EnclaveServer(
      Path socket,
      ServerCertificate certificate,
      EnclaveKeys keys,
      Service.Handler service,
      Optional<ServedNames> names) {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    // The name in the certificate proves nothing, so neither does a request's host header.
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    AttestedConnectionFactory attested =
        new AttestedConnectionFactory(new ExchangeResponder(keys), http);
    List<String> offered = new ArrayList<>(List.of(ExchangeResponder.ALPN, HTTP));
    List<ConnectionFactory> behind = new ArrayList<>(List.of(attested, http));
    if (names.isPresent()) {
      offered.add(ServedNames.PROOF_PROTOCOL);
      behind.add(new ProofConnectionFactory());
    }
    ALPNServerConnectionFactory alpn =
        new ALPNServerConnectionFactory(offered.toArray(String[]::new));
    alpn.setDefaultProtocol(HTTP);
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(
        names.isPresent() ? choosing(certificate, names.get()) : certificate.context());
    tls.setIncludeProtocols("TLSv1.3");
    tls.setSniRequired(false);
    behind.addAll(0, List.of(new SslConnectionFactory(tls, alpn.getProtocol()), alpn));
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(server, behind.toArray(ConnectionFactory[]::new));
    connector.setUnixDomainPath(socket);
    // Connections beyond the queue are refused, not delayed.
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    server.setConnectors(new Connector[] {connector});
    server.setHandler(
        new GracefulHandler(
            new ServiceHandler(service, new WellKnown(keys, certificate), keys.messages())));
    server.setStopTimeout(STOP.toMillis());
  }

  private static SSLContext choosing(ServerCertificate own, ServedNames names) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {new ChosenKey(own.keyManager(), names)}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS 1.3", e);
    }
  }

  /// Starts to listen.
  ///
  /// @throws IOException if the socket can't be bound
  public void start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("the enclave's server can't start", e);
    }
  }

  /// Stops; requests in flight get a moment to finish.
  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the enclave's server can't stop", e);
    }
  }
}
