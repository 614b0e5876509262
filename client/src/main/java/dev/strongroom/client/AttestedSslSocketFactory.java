// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ServerAppraisal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;

/// The attested channel for HTTP clients that make TLS sockets, such as `HttpsURLConnection` and
/// OkHttp. A socket is attested by `startHandshake`, or by its first read or write. Clients that
/// compare names of certificates need [AttestedSession#hostnameVerifier] too. Thread-safe.
public final class AttestedSslSocketFactory extends SSLSocketFactory {
  private final Sockets sockets;

  /// A factory whose servers are judged by `appraisal`.
  public AttestedSslSocketFactory(ServerAppraisal appraisal) {
    this(appraisal, _ -> {});
  }

  /// @param verified is told of each verified server, before the application's first byte. If it
  ///   throws, the connection is refused.
  public AttestedSslSocketFactory(ServerAppraisal appraisal, Consumer<AttestedServer> verified) {
    sockets = new Sockets(appraisal, verified, false);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.suites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.suites();
  }

  @Override
  public Socket createSocket() {
    return sockets.unconnected();
  }

  /// Attests over a connected socket, which the result owns.
  ///
  /// @throws IllegalArgumentException if the socket isn't to be closed with the result: without the
  ///   attested channel its bytes have no meaning
  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    if (!autoClose) {
      throw new IllegalArgumentException("the carrying socket is closed with the attested one");
    }
    return sockets.over(connected, host);
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
