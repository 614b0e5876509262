// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.certificates;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A connection as a browser's: it asks for a name, and judges the certificate by its own roots and
/// that name.
record NamedConnection(SSLSocket socket) implements AutoCloseable {

  /// Connects, with its handshake finished.
  ///
  /// @param protocols of ALPN
  /// @throws IOException if the certificate isn't good for the name
  static NamedConnection open(SSLContext trust, int port, String name, String... protocols)
      throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(plain, name, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      return new NamedConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// The certificate that the server showed.
  X509Certificate leaf() throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  /// Asks, and reads one answer with a known length.
  ///
  /// @return its body
  String get(String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: enclave\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    int length = -1;
    String line = line();
    while (!line.isEmpty()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
      line = line();
    }
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int one = socket.getInputStream().read();
    while (one >= 0 && one != '\n') {
      if (one != '\r') {
        line.append((char) one);
      }
      one = socket.getInputStream().read();
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
