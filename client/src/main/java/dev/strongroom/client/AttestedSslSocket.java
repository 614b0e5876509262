// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A socket whose handshake includes the exchange. It is attested by [#startHandshake] or by the
/// first read or write, whichever comes first; nothing of the application's is sent before.
final class AttestedSslSocket extends ConfiguredSslSocket {
  /// How a socket is attested.
  ///
  /// @param connector judges
  /// @param verified is told of the server before the application may speak
  /// @param settings what callers set
  /// @param onConnect whether connecting attests too, for users who know of no handshake
  record Attesting(
      AttestedConnector connector,
      Consumer<AttestedServer> verified,
      TlsSettings settings,
      SSLSession none,
      boolean onConnect) {}

  private final Socket carrier;
  private final Attesting attesting;
  private final List<HandshakeCompletedListener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock handshake = new ReentrantLock();
  private String host;
  private volatile @Nullable AttestedConnection connection;

  /// @param host for server name indication
  AttestedSslSocket(Socket carrier, String host, Attesting attesting) {
    super(carrier, attesting.settings());
    this.carrier = carrier;
    this.host = host;
    this.attesting = attesting;
  }

  @Override
  public void connect(SocketAddress address) throws IOException {
    connect(address, 0);
  }

  @Override
  public void connect(SocketAddress address, int timeout) throws IOException {
    if (address instanceof InetSocketAddress internet) {
      host = internet.getHostString();
    }
    carrier.connect(address, timeout);
    if (attesting.onConnect()) {
      attested();
    }
  }

  @Override
  public void startHandshake() throws IOException {
    attested();
  }

  private AttestedConnection attested() throws IOException {
    AttestedConnection done = connection;
    if (done != null) {
      return done;
    }
    handshake.lock();
    try {
      done = connection;
      return done == null ? attest() : done;
    } finally {
      handshake.unlock();
    }
  }

  private AttestedConnection attest() throws IOException {
    if (!carrier.isConnected() || carrier.isClosed()) {
      throw new SocketException(carrier.isClosed() ? "socket is closed" : "not connected");
    }
    int timeout = carrier.getSoTimeout();
    AttestedConnection made;
    try {
      made = attesting.connector().over(carrier, host, carrier.getPort());
    } catch (ChannelException e) {
      throw new SSLHandshakeException(e.getMessage(), e);
    }
    try {
      carrier.setSoTimeout(timeout);
      attesting.verified().accept(made.server());
      AttestedSession.verified(made.socket().getSession(), made.server());
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e;
    }
    connection = made;
    HandshakeCompletedEvent event = new HandshakeCompletedEvent(this, made.socket().getSession());
    listeners.forEach(listener -> listener.handshakeCompleted(event));
    return made;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    ensureOpen();
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return attested().input().read();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return attested().input().read(target, offset, length);
      }

      @Override
      public int available() throws IOException {
        AttestedConnection done = connection;
        return done == null ? 0 : done.input().available();
      }

      @Override
      public void close() throws IOException {
        AttestedSslSocket.this.close();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    ensureOpen();
    return new OutputStream() {
      @Override
      public void write(int oneByte) throws IOException {
        attested().output().write(oneByte);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        attested().output().write(bytes, offset, length);
      }

      @Override
      public void flush() throws IOException {
        AttestedConnection done = connection;
        if (done != null) {
          done.output().flush();
        }
      }

      @Override
      public void close() throws IOException {
        AttestedSslSocket.this.close();
      }
    };
  }

  private void ensureOpen() throws SocketException {
    if (carrier.isClosed()) {
      throw new SocketException("socket is closed");
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    attested().socket().shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    attested().socket().shutdownOutput();
  }

  @Override
  public boolean isInputShutdown() {
    AttestedConnection done = connection;
    return done == null ? carrier.isInputShutdown() : done.socket().isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    AttestedConnection done = connection;
    return done == null ? carrier.isOutputShutdown() : done.socket().isOutputShutdown();
  }

  @Override
  public void close() throws IOException {
    AttestedConnection done = connection;
    if (done == null) {
      carrier.close();
    } else {
      done.close();
    }
  }

  /// That of the connection, once attested; like any [javax.net.ssl.SSLSocket], this attests, and
  /// gives a session without a cipher suite if that fails.
  @Override
  public SSLSession getSession() {
    try {
      return attested().socket().getSession();
    } catch (IOException e) {
      return attesting.none();
    }
  }

  @Override
  public @Nullable SSLSession getHandshakeSession() {
    return null;
  }

  /// What the application speaks: known once the server was verified.
  @Override
  public @Nullable String getApplicationProtocol() {
    return connection == null ? null : TlsSettings.HTTP;
  }

  @Override
  public @Nullable String getHandshakeApplicationProtocol() {
    return null;
  }

  @Override
  public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
    if (!listeners.remove(listener)) {
      throw new IllegalArgumentException("not a listener of this socket");
    }
  }
}
