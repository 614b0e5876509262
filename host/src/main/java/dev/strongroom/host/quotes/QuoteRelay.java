// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.quotes;

import dev.strongroom.host.Ports;
import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.Port;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/// Lets a TDX guest reach the host's quote generation service: listens where the guest looks for
/// it, vsock port 4050, and passes each request on to the service's Unix socket. Thread-safe.
///
/// Not needed where the service itself listens on that port (`port = 4050` in its `/etc/qgs.conf`).
public final class QuoteRelay implements AutoCloseable {
  /// Where Intel's service listens unless its configuration says otherwise.
  public static final Path SERVICE = Path.of("/var/run/tdx-qgs/qgs.socket");

  private static final Logger LOG = System.getLogger(QuoteRelay.class.getName());

  private final Path service;
  private final QuoteLimits limits;
  private final Semaphore free;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private AutoCloseable listening = () -> {};
  private volatile boolean closed;

  private QuoteRelay(Path service, QuoteLimits limits) {
    this.service = service;
    this.limits = limits;
    this.free = new Semaphore(limits.connections());
  }

  /// Listens from now on. The service is first looked for when a guest asks.
  ///
  /// @param ports where the guest finds the host, such as `VsockWire::listen`
  /// @param service the socket of the service, such as [#SERVICE]
  /// @throws IOException if it can't listen: most likely the service itself does
  public static QuoteRelay start(Ports ports, Path service, QuoteLimits limits) throws IOException {
    QuoteRelay relay = new QuoteRelay(service, limits);
    relay.listening = ports.listen(Port.QUOTES, relay::serve);
    return relay;
  }

  /// How many answers were passed on, whatever they say.
  public long answered() {
    return answered.sum();
  }

  /// How many connections ended without an answer.
  public long refused() {
    return refused.sum();
  }

  private void serve(Link guest) throws IOException {
    try {
      if (!free.tryAcquire()) {
        throw new IOException(limits.connections() + " requests for quotes are under way");
      }
      try {
        exchange(guest);
      } finally {
        free.release();
      }
    } catch (IOException e) {
      refused.increment();
      LOG.log(Level.WARNING, "a guest got no quote: {0}", e.toString());
      throw e;
    }
  }

  private void exchange(Link guest) throws IOException {
    try (SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      open.add(connection);
      if (closed) {
        throw new IOException("the relay is closed");
      }
      Thread watch = watch(guest, connection);
      try {
        byte[] request = QuoteMessages.request(guest.input());
        connection.connect(UnixDomainSocketAddress.of(service));
        // In one write: the service takes the rest of a message for its start if they come apart.
        Channels.newOutputStream(connection).write(request);
        guest.output().write(QuoteMessages.answer(Channels.newInputStream(connection)));
        answered.increment();
        guest.endOutput();
        awaitEnd(guest);
      } finally {
        watch.interrupt();
        open.remove(connection);
      }
    }
  }

  /// A vsock that is closed at once may take the answer with it.
  private static void awaitEnd(Link guest) {
    try {
      if (guest.input().read() >= 0) {
        LOG.log(Level.DEBUG, "a guest sent more than its request for a quote");
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a guest has its quote and is gone: {0}", e.getMessage());
    }
  }

  private Thread watch(Link guest, SocketChannel connection) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            Thread.sleep(limits.within());
            end(guest);
            end(connection);
          } catch (InterruptedException e) {
            // Done in time.
          }
        });
  }

  private static void end(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing failed: {0}", e.getMessage());
    }
  }

  /// Stops listening, and cuts what is under way.
  @Override
  public void close() {
    closed = true;
    open.forEach(QuoteRelay::end);
    try {
      listening.close();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "closing failed: {0}", e.getMessage());
    }
  }
}
