// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/// Carries clients' connections from the wire to the server, which can only listen on a Unix-domain
/// socket. Inside the enclave, for wires that are no such sockets themselves; what passes is TLS.
///
/// Each direction ends by itself; but a client that doesn't end its own half a minute after the
/// server has is cut, or else silent clients could use up all connections. Beyond the limit
/// connections wait in the kernel's queue.
public final class ServiceBridge implements AutoCloseable {
  private static final int BUFFER = 32 * 1024;
  private static final long PAUSE_MILLIS = 100;
  private static final int CONNECT_ATTEMPTS = 250;
  private static final long CONNECT_PAUSE_MILLIS = 20;
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Wire.Listener listener;
  private final Path server;
  private final Semaphore free;
  private final Duration grace;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  private ServiceBridge(Wire.Listener listener, Path server, int limit, Duration grace) {
    this.listener = listener;
    this.server = server;
    this.free = new Semaphore(limit);
    this.grace = grace;
  }

  /// Listens on the wire's [Wire#SERVICE] and carries.
  ///
  /// @param server the server's Unix-domain socket; who else can open it can speak to the server,
  ///   which anybody may
  /// @param limit how many connections at once, at least 1
  /// @throws IOException if it can't listen
  public static ServiceBridge start(Wire wire, Path server, int limit) throws IOException {
    return start(wire, server, limit, GRACE);
  }

  static ServiceBridge start(Wire wire, Path server, int limit, Duration grace) throws IOException {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
    ServiceBridge bridge = new ServiceBridge(wire.listen(Wire.SERVICE), server, limit, grace);
    bridge.threads.execute(bridge::accept);
    return bridge;
  }

  /// Completed when it takes no more connections, whether it was closed or the wire failed.
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  private void accept() {
    try {
      while (!closed) {
        free.acquire();
        if (!acceptOne()) {
          free.release();
        }
      }
    } catch (ClosedChannelException | InterruptedException | RejectedExecutionException e) {
      // Closed, here or by the wire's owner.
    } finally {
      ended.complete(null);
    }
  }

  /// Whether there is a connection, which then gives its permit back.
  private boolean acceptOne() throws ClosedChannelException, InterruptedException {
    Link link;
    try {
      link = listener.accept();
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // Too many open files, for one: it may pass.
      if (!closed) {
        Thread.sleep(PAUSE_MILLIS);
      }
      return false;
    }
    open.add(link);
    try {
      threads.execute(() -> serve(link));
    } catch (RejectedExecutionException e) {
      drop(link);
      throw e;
    }
    return true;
  }

  private void serve(Link link) {
    try (SocketChannel channel = connect()) {
      open.add(channel);
      if (!closed) {
        carry(link, channel);
      }
      open.remove(channel);
    } catch (IOException e) {
      // The server is gone, or going.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      drop(link);
      free.release();
    }
  }

  /// Connects to the server. Its queue may be full for a moment, which Unix-domain sockets report
  /// as an error.
  private SocketChannel connect() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return SocketChannel.open(UnixDomainSocketAddress.of(server));
      } catch (ConnectException e) {
        throw e; // Nobody listens.
      } catch (SocketException e) {
        if (attempt == CONNECT_ATTEMPTS || closed || !Files.exists(server)) {
          throw e;
        }
      }
      Thread.sleep(CONNECT_PAUSE_MILLIS);
    }
  }

  private void carry(Link link, SocketChannel channel) {
    Thread inwards =
        Thread.startVirtualThread(() -> {
          try {
            copy(link.input(), Channels.newOutputStream(channel));
            channel.shutdownOutput();
          } catch (IOException e) {
            both(link, channel);
          }
        });
    try {
      copy(Channels.newInputStream(channel), link.output());
      link.endOutput();
    } catch (IOException e) {
      both(link, channel);
    }
    try {
      if (!inwards.join(grace)) {
        both(link, channel);
        inwards.join();
      }
    } catch (InterruptedException e) {
      both(link, channel);
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int count = from.read(buffer);
    while (count >= 0) {
      to.write(buffer, 0, count);
      count = from.read(buffer);
    }
  }

  /// One end broke off: nothing more can be carried in either direction.
  private void both(Link link, SocketChannel channel) {
    drop(link);
    drop(channel);
  }

  private void drop(Closeable connection) {
    open.remove(connection);
    try {
      connection.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /// Takes no more connections, and cuts those that are open.
  @Override
  public void close() throws IOException {
    closed = true;
    try {
      listener.close();
    } finally {
      // One that waits for its turn to accept finds a listener that is closed.
      free.release();
      open.forEach(this::drop);
      threads.close();
    }
  }
}
