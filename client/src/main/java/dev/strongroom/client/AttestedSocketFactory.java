// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ServerAppraisal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/// The attested channel for whatever opens plain sockets: their bytes travel inside TLS, and
/// connecting fails unless the server was verified. Thread-safe.
public final class AttestedSocketFactory extends SocketFactory {
  private final Sockets sockets;

  /// A factory whose servers are judged by `appraisal`.
  public AttestedSocketFactory(ServerAppraisal appraisal) {
    this(appraisal, _ -> {});
  }

  /// @param verified is told of each verified server, before the application's first byte. If it
  ///   throws, the connection is refused.
  public AttestedSocketFactory(ServerAppraisal appraisal, Consumer<AttestedServer> verified) {
    sockets = new Sockets(appraisal, verified, true);
  }

  /// A socket that is attested when it is connected.
  @Override
  public Socket createSocket() {
    return sockets.unconnected();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return sockets.connected(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return sockets.connected(host, port, localHost, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return sockets.connected(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return sockets.connected(host, port, localHost, localPort);
  }
}
