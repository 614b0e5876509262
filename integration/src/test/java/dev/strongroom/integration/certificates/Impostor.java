// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.certificates;

import dev.strongroom.channel.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// A host that answers an authority's validations by itself, as well as it can: without the
/// account's key, which is inside, it doesn't know what to put into the certificate.
final class Impostor implements AutoCloseable {
  private final SSLServerSocket listener;
  private final AtomicInteger asked = new AtomicInteger();

  private Impostor(SSLServerSocket listener) {
    this.listener = listener;
  }

  static Impostor listen(InetAddress address, int port, String name) throws IOException {
    ServerCertificate certificate =
        ServerCertificate.generate(name, Instant.now(), Duration.ofDays(1), new SecureRandom());
    Impostor impostor =
        new Impostor(
            (SSLServerSocket)
                certificate
                    .context()
                    .getServerSocketFactory()
                    .createServerSocket(port, 16, address));
    Thread.ofVirtual().start(impostor::accept);
    return impostor;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try (SSLSocket socket = (SSLSocket) listener.accept()) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (socket.getApplicationProtocol().equals("acme-tls/1")) {
          asked.incrementAndGet();
        }
      } catch (IOException e) {
        // The next one.
      }
    }
  }

  /// How often somebody validated here, to the end of the handshake.
  int asked() {
    return asked.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
