// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ServerAppraisal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// Makes sockets for both factories.
final class Sockets {
  private final ServerAppraisal appraisal;
  private final Consumer<AttestedServer> verified;
  private final boolean onConnect;
  private final SSLEngine unused;

  /// @param onConnect whether connecting attests
  Sockets(ServerAppraisal appraisal, Consumer<AttestedServer> verified, boolean onConnect) {
    this.appraisal = appraisal;
    this.verified = verified;
    this.onConnect = onConnect;
    this.unused = appraisal.engine("", -1);
  }

  /// The cipher suites that are offered.
  String[] suites() {
    return unused.getEnabledCipherSuites();
  }

  AttestedSslSocket unconnected() {
    return over(new Socket(), "");
  }

  AttestedSslSocket over(Socket carrier, String host) {
    return new AttestedSslSocket(
        carrier,
        host,
        new AttestedSslSocket.Attesting(
            new AttestedConnector(appraisal),
            verified,
            new TlsSettings(unused),
            unused.getSession(),
            onConnect));
  }

  AttestedSslSocket connected(String host, int port) throws IOException {
    return connect(new InetSocketAddress(host, port), null);
  }

  AttestedSslSocket connected(InetAddress host, int port) throws IOException {
    return connect(new InetSocketAddress(host, port), null);
  }

  AttestedSslSocket connected(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connect(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  AttestedSslSocket connected(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connect(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  private AttestedSslSocket connect(InetSocketAddress server, @Nullable InetSocketAddress local)
      throws IOException {
    AttestedSslSocket socket = unconnected();
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(server);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
