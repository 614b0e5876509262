// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.channel.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// A load balancer that ends TLS with a certificate of its own, asks the enclave over TLS of its
/// own, sees everything and does what it is told with it.
final class Balancer implements AutoCloseable {
  private final SSLServerSocket server;
  private final Wire enclave;
  final List<byte[]> requests = new CopyOnWriteArrayList<>();
  final List<WebMessage> responses = new CopyOnWriteArrayList<>();
  volatile Consumer<WebMessage> onRequest = _ -> {};
  volatile UnaryOperator<WebMessage> onResponse = UnaryOperator.identity();

  Balancer(ServerCertificate certificate, Wire enclave) throws IOException {
    this.enclave = enclave;
    server =
        (SSLServerSocket)
            certificate
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SSLSocket client) {
    try (client) {
      WebMessage request = WebMessage.request(client.getInputStream());
      onRequest.accept(request);
      byte[] encoded = request.encoded();
      requests.add(encoded);
      WebMessage response = forward(encoded);
      responses.add(response);
      client.getOutputStream().write(onResponse.apply(response).encoded());
    } catch (Exception e) {
      // The client sees that there is no answer.
    }
  }

  /// Asks the enclave.
  WebMessage forward(byte[] request) throws Exception {
    try (SSLSocket tls = HttpText.connect(enclave.port())) {
      tls.getOutputStream().write(request);
      return WebMessage.response(tls.getInputStream());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
