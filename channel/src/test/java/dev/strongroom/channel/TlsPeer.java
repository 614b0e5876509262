// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.fixtures.FakeNitro;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// A TLS server on the loopback that does with each connection what it is told to.
final class TlsPeer implements AutoCloseable {
  /// What to do with a connection.
  interface Behaviour {
    void serve(SSLSocket socket, TlsPeer peer) throws IOException;
  }

  private final SSLServerSocket server;
  private final AtomicLong applicationBytes = new AtomicLong();

  TlsPeer(ServerCertificate certificate, Behaviour behaviour) throws IOException {
    this(certificate, new String[] {"TLSv1.3"}, new String[] {ExchangeResponder.ALPN}, behaviour);
  }

  TlsPeer(ServerCertificate certificate, String[] versions, String[] protocols, Behaviour behaviour)
      throws IOException {
    server =
        (SSLServerSocket)
            certificate
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.getLoopbackAddress());
    SSLParameters parameters = server.getSSLParameters();
    parameters.setProtocols(versions);
    parameters.setApplicationProtocols(protocols);
    server.setSSLParameters(parameters);
    Thread.ofVirtual().start(() -> accept(behaviour));
  }

  static ServerCertificate certificate() {
    return ServerCertificate.generate(
        "localhost", FakeNitro.TIME, Duration.ofDays(1), new SecureRandom());
  }

  /// Answers exchanges from `source`, then echoes.
  static Behaviour honest(AttestationSource source) {
    ExchangeResponder responder = new ExchangeResponder(source);
    return (socket, peer) -> {
      ExchangeRequest request = ExchangeRequest.read(socket.getInputStream());
      ExchangeResponse response = responder.answer(request, socket.getSession());
      socket.getOutputStream().write(response.encoded().toByteArray());
      peer.echo(socket);
    };
  }

  int port() {
    return server.getLocalPort();
  }

  /// How many bytes came after the exchange.
  long applicationBytes() {
    return applicationBytes.get();
  }

  /// Sends back what comes, and counts it.
  void echo(SSLSocket socket) throws IOException {
    byte[] buffer = new byte[8192];
    for (int n; (n = socket.getInputStream().read(buffer)) >= 0; ) {
      applicationBytes.addAndGet(n);
      socket.getOutputStream().write(buffer, 0, n);
    }
  }

  private void accept(Behaviour behaviour) {
    while (!server.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) server.accept();
        Thread.ofVirtual().start(() -> serve(socket, behaviour));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket, Behaviour behaviour) {
    try (socket) {
      behaviour.serve(socket, this);
    } catch (IOException e) {
      // The client went away, which is what most of these tests are about.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
