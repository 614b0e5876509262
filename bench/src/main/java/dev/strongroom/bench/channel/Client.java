// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import dev.strongroom.channel.AttestedConnection;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A connection that asks for one thing again and again.
///
/// @param connection what is closed in the end
/// @param in what comes
/// @param out what goes
public record Client(Closeable connection, InputStream in, OutputStream out) implements Closeable {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String LENGTH = "content-length: ";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Makes a connection.
  interface Opening {
    Client open() throws Exception;
  }

  /// Over the attested channel.
  static Client attested(Deployment deployment) throws IOException {
    AttestedConnection connection =
        deployment.connector().connect("127.0.0.1", deployment.port(), PATIENCE);
    return new Client(connection::close, connection.input(), connection.output());
  }

  /// Over TLS 1.3 with a full handshake, as the attested channel has it, and nothing checked.
  public static Client plain(int port) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {new TrustsAll()}, null);
      Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port);
      tcp.setTcpNoDelay(true);
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(tcp, "127.0.0.1", port, true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3"});
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return new Client(tls, tls.getInputStream(), tls.getOutputStream());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One request and its whole response.
  void ask() throws IOException {
    out.write(REQUEST);
    out.flush();
    StringBuilder head = new StringBuilder();
    byte[] buffer = new byte[4096];
    int end;
    do {
      int n = in.read(buffer);
      if (n < 0) {
        throw new EOFException();
      }
      head.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      end = head.indexOf("\r\n\r\n");
    } while (end < 0);
    String text = head.toString().toLowerCase(Locale.ROOT);
    int at = text.indexOf(LENGTH) + LENGTH.length();
    int length = Integer.parseInt(text.substring(at, text.indexOf('\r', at)));
    int missing = end + 4 + length - head.length();
    if (!text.startsWith("http/1.1 200") || in.readNBytes(missing).length != missing) {
      throw new IOException("not the response that was expected: " + head);
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
