// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import dev.strongroom.host.egress.EgressConnector.Outcome;
import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.LinkServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Connects to the outside for the enclave and carries bytes both ways (`docs/egress.md`).
/// Thread-safe.
public final class EgressServer implements LinkServer, AutoCloseable {
  private static final Logger LOG = System.getLogger(EgressServer.class.getName());
  private static final int BUFFER = 64 * 1024;

  private final EgressConnector connector;
  private final EgressLimits limits;
  private final Semaphore free;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final LongAdder connected = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private volatile boolean closed;

  private EgressServer(EgressConnector connector, EgressLimits limits) {
    this.connector = connector;
    this.limits = limits;
    this.free = new Semaphore(limits.connections());
  }

  /// A server that asks this machine's resolver for names.
  public static EgressServer create(EgressAddresses addresses, EgressLimits limits) {
    return create(addresses, limits, host -> List.of(InetAddress.getAllByName(host)));
  }

  /// A server with a resolver of its own.
  public static EgressServer create(
      EgressAddresses addresses, EgressLimits limits, NameResolver resolver) {
    return new EgressServer(new EgressConnector(addresses, limits, resolver), limits);
  }

  /// Serves one connection of the enclave's until it is over, and closes it. Blocks: a virtual
  /// thread for each.
  @Override
  public void serve(Link enclave) {
    open.add(enclave);
    try {
      // Read even where there is no room: an answer that overtakes the request can get lost.
      Optional<EgressRequest> request = read(enclave);
      if (request.isEmpty()) {
        answer(enclave, EgressAnswer.MALFORMED);
      } else if (!free.tryAcquire()) {
        answer(enclave, EgressAnswer.BUSY);
      } else {
        try {
          connect(enclave, request.get());
        } finally {
          free.release();
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "an egress connection broke off: {0}", e.getMessage());
    } finally {
      end(enclave);
    }
  }

  private void connect(Link enclave, EgressRequest request) throws IOException {
    switch (connector.connect(request)) {
      case Outcome.Failed(EgressAnswer why) -> {
        LOG.log(Level.DEBUG, "egress to {0}: {1}", request.host(), why.name());
        answer(enclave, why);
      }
      case Outcome.Connected(SocketChannel target) -> carry(enclave, target);
    }
  }

  private Optional<EgressRequest> read(Link enclave) throws IOException {
    Thread watch =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(limits.requestWithin());
                end(enclave);
              } catch (InterruptedException e) {
                // The request is here.
              }
            });
    try {
      return EgressRequest.read(enclave.input());
    } finally {
      watch.interrupt();
    }
  }

  private void answer(Link enclave, EgressAnswer why) throws IOException {
    refused.increment();
    enclave.output().write(why.bytes());
    enclave.endOutput();
  }

  private void carry(Link enclave, SocketChannel target) throws IOException {
    open.add(target);
    try {
      if (closed) {
        return;
      }
      connected.increment();
      enclave.output().write(EgressAnswer.CONNECTED.bytes());
      AtomicBoolean broken = new AtomicBoolean();
      Thread back =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  copy(Channels.newInputStream(target), enclave.output(), received);
                  enclave.endOutput();
                } catch (IOException e) {
                  cut(enclave, target, broken);
                }
              });
      try {
        copy(enclave.input(), Channels.newOutputStream(target), sent);
        target.shutdownOutput();
      } catch (IOException e) {
        cut(enclave, target, broken);
      }
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(target);
    }
  }

  /// One direction broke off: nothing more can be carried in the other either.
  private void cut(Link enclave, SocketChannel target, AtomicBoolean broken) {
    if (!broken.getAndSet(true)) {
      end(enclave);
      end(target);
    }
  }

  private static void copy(InputStream from, OutputStream to, LongAdder count) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = from.read(buffer)) >= 0; ) {
      to.write(buffer, 0, n);
      count.add(n);
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

  /// How many connections were made.
  public long connected() {
    return connected.sum();
  }

  /// How many requests were refused or failed.
  public long refused() {
    return refused.sum();
  }

  /// How many connections are open now.
  public int active() {
    return limits.connections() - free.availablePermits();
  }

  /// Bytes from the enclave to the outside.
  public long bytesSent() {
    return sent.sum();
  }

  /// Bytes from the outside to the enclave.
  public long bytesReceived() {
    return received.sum();
  }

  /// Cuts all connections; nothing is served any more.
  @Override
  public void close() {
    closed = true;
    open.forEach(this::end);
  }
}
