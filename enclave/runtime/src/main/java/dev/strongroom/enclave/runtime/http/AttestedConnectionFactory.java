// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ExchangeRequest;
import dev.strongroom.channel.ExchangeResponder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.util.Callback;

/// Connections that selected the attested protocol: the exchange first, then HTTP/1.1.
final class AttestedConnectionFactory extends AbstractConnectionFactory {
  private static final int EXCHANGE_MILLISECONDS = 10_000;

  private final ExchangeResponder responder;
  private final HttpConnectionFactory http;

  AttestedConnectionFactory(ExchangeResponder responder, HttpConnectionFactory http) {
    super(ExchangeResponder.ALPN);
    this.responder = responder;
    this.http = http;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    return new Exchange(connector, endPoint);
  }

  /// One exchange. Reads exactly the request, so that what follows it stays for HTTP.
  private final class Exchange extends AbstractConnection {
    private final Connector connector;
    private final ByteBuffer read = ByteBuffer.allocate(ExchangeRequest.LENGTH);
    private final long idle;

    Exchange(Connector connector, EndPoint endPoint) {
      super(endPoint, connector.getExecutor());
      this.connector = connector;
      this.idle = endPoint.getIdleTimeout();
    }

    @Override
    public void onOpen() {
      super.onOpen();
      getEndPoint().setIdleTimeout(EXCHANGE_MILLISECONDS);
      // The request travels close behind the end of the handshake: mostly it is here already.
      onFillable();
    }

    @Override
    public void onFillable() {
      try {
        while (read.hasRemaining()) {
          // Jetty fills a buffer that is in reading mode; what is missing is read into a view of
          // it.
          ByteBuffer rest = ByteBuffer.allocate(read.remaining()).limit(0);
          int n = getEndPoint().fill(rest);
          if (n < 0) {
            throw new EOFException("connection ended inside the request");
          }
          if (n == 0) {
            fillInterested();
            return;
          }
          read.put(rest);
        }
        answer();
      } catch (IOException | RuntimeException e) {
        getEndPoint().close(e);
      }
    }

    private void answer() throws IOException {
      if (!(getEndPoint() instanceof SslEndPoint tls)) {
        throw new IOException("the attested protocol needs TLS");
      }
      SSLSession session = tls.getSslConnection().getSSLEngine().getSession();
      ExchangeRequest parsed = ExchangeRequest.parse(Bytes.copyOf(read.array()));
      byte[] response = responder.answer(parsed, session).encoded().toByteArray();
      getEndPoint()
          .write(
              Callback.from(
                  () -> {
                    getEndPoint().setIdleTimeout(idle);
                    getEndPoint().upgrade(http.newConnection(connector, getEndPoint()));
                  },
                  e -> getEndPoint().close(e)),
              ByteBuffer.wrap(response));
    }
  }
}
