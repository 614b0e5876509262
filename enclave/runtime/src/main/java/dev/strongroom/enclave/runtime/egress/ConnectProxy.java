// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.egress;

import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.LinkDeadline;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// An HTTP proxy for this enclave's own libraries, on its loopback interface. It knows CONNECT and
/// enforces the allow-list, so whoever finds it gets no further than the rest of the enclave.
final class ConnectProxy implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ConnectProxy.class.getName());
  private static final int TUNNELS = 128;
  private static final int BACKLOG = 64;
  private static final int BUFFER = 64 * 1024;
  private static final Duration HEAD_WITHIN = Duration.ofSeconds(10);

  /// Makes the connections.
  @FunctionalInterface
  interface Connector {
    /// Connects, as [Egress#connect].
    Link connect(String host, int port) throws IOException;
  }

  private final ServerSocket listener;
  private final Connector connector;
  private final @Nullable EgressRule target;
  private final Semaphore free = new Semaphore(TUNNELS);
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

  private ConnectProxy(ServerSocket listener, Connector connector, @Nullable EgressRule target) {
    this.listener = listener;
    this.connector = connector;
    this.target = target;
  }

  /// Listens on a free port of 127.0.0.1.
  ///
  /// @throws IOException if there is no such interface
  static ConnectProxy start(Connector connector) throws IOException {
    return start(connector, null);
  }

  /// The same, but every connection leads to `target` without being asked.
  ///
  /// @throws IOException if there is no such interface
  static ConnectProxy tunnel(Connector connector, EgressRule target) throws IOException {
    return start(connector, target);
  }

  private static ConnectProxy start(Connector connector, @Nullable EgressRule target)
      throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    ConnectProxy proxy =
        new ConnectProxy(new ServerSocket(0, BACKLOG, loopback), connector, target);
    Thread.ofVirtual().name("egress proxy").start(proxy::accept);
    return proxy;
  }

  /// Where it listens.
  InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.log(Level.WARNING, "can''t accept a connection: {0}", e.getMessage());
          pause();
        }
      }
    }
  }

  /// Too many open descriptors, for one, may pass.
  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(100));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket client) {
    boolean admitted = free.tryAcquire();
    try {
      if (!admitted) {
        refuse(client, 503, "Service Unavailable");
      } else if (!listener.isClosed()) {
        client.setTcpNoDelay(true);
        answer(client);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a tunnel broke off: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (admitted) {
        free.release();
      }
      end(client);
    }
  }

  private void answer(Socket client) throws IOException, InterruptedException {
    if (target != null) {
      Link link = connector.connect(target.host(), target.port());
      carry(client, client.getInputStream(), link, new byte[0]);
      return;
    }
    InputStream in = new BufferedInputStream(client.getInputStream());
    LinkDeadline deadline = LinkDeadline.after(HEAD_WITHIN, client);
    ConnectRequest request;
    try {
      request = ConnectRequest.read(in);
    } finally {
      deadline.met();
    }
    switch (request) {
      case ConnectRequest.Malformed() -> refuse(client, 400, "Bad Request");
      case ConnectRequest.OtherMethod() -> refuse(client, 405, "Method Not Allowed");
      case ConnectRequest.To(String host, int port) -> {
        Link link;
        try {
          link = connector.connect(host, port);
        } catch (EgressDeniedException e) {
          refuse(client, 403, "Forbidden");
          return;
        } catch (EgressException e) {
          LOG.log(Level.INFO, "egress: {0}", e.failure().code());
          refuse(client, 502, "Bad Gateway");
          return;
        }
        carry(client, in, link, ConnectRequest.answer(200, "Connection established"));
      }
    }
  }

  private static void refuse(Socket client, int status, String reason) throws IOException {
    client.getOutputStream().write(ConnectRequest.answer(status, reason));
    client.shutdownOutput();
  }

  /// Copies both ways until both have ended; if one breaks off, so does the other.
  ///
  /// @param greeting for the client, before what comes back
  private void carry(Socket client, InputStream in, Link link, byte[] greeting)
      throws IOException, InterruptedException {
    open.add(link);
    try {
      client.getOutputStream().write(greeting);
      copyBothWays(client, in, link);
    } finally {
      end(link);
    }
  }

  private void copyBothWays(Socket client, InputStream in, Link link)
      throws IOException, InterruptedException {
    Thread back =
        Thread.ofVirtual()
            .start(() -> {
              try {
                copy(link.input(), client.getOutputStream());
                client.shutdownOutput();
              } catch (IOException e) {
                end(client);
                end(link);
              }
            });
    try {
      copy(in, link.output());
      link.endOutput();
    } catch (IOException e) {
      end(client);
      end(link);
    }
    back.join();
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = from.read(buffer)) >= 0; ) {
      to.write(buffer, 0, n);
    }
  }

  private void end(Closeable connection) {
    open.remove(connection);
    try {
      connection.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing failed: {0}", e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(this::end);
  }
}
