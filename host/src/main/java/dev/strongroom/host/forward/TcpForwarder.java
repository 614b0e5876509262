// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.forward;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Forwards TCP connections to the enclave's wire and back, half-closing each direction as it ends.
/// Two virtual threads for each connection that isn't busy.
public final class TcpForwarder implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TcpForwarder.class.getName());

  /// A connection that carries little holds little: thousands are idle, few are busy.
  private static final int LEAST_BUFFER = 8 * 1024;

  private static final int MOST_BUFFER = 512 * 1024;
  private static final int GROWTH = 4;

  /// Platform threads for busy directions; clients must not be able to use up the machine's.
  private static final int MOST_BULK = 64;

  private static final int BACKLOG = 1024;

  /// Opens the wire to the enclave, whatever that is.
  @FunctionalInterface
  public interface StreamSource {
    /// A connection to the enclave.
    ///
    /// @throws IOException if it isn't there
    ByteStream open() throws IOException;
  }

  /// Opens the wire to the enclave, where that is a Unix-domain socket.
  @FunctionalInterface
  public interface Wire {
    /// A connection to the enclave.
    ///
    /// @throws IOException if it isn't there
    SocketChannel open() throws IOException;
  }

  private final ServerSocketChannel listener;
  private final StreamSource enclaves;
  private final Set<ByteStream> open = ConcurrentHashMap.newKeySet();
  private final LongAdder connections = new LongAdder();
  private final Semaphore bulk = new Semaphore(MOST_BULK);
  private final AtomicBoolean answering = new AtomicBoolean(true);
  private final LongAdder refused = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  private TcpForwarder(ServerSocketChannel listener, StreamSource enclaves) {
    this.listener = listener;
    this.enclaves = enclaves;
  }

  /// Listens at `address`, port 0 for any free one, and forwards.
  ///
  /// @throws IOException if the address can't be bound
  public static TcpForwarder start(InetSocketAddress address, Wire wire) throws IOException {
    return startOver(address, () -> ByteStream.of(wire.open()));
  }

  /// The same over any kind of wire, such as a vsock.
  ///
  /// @throws IOException if the address can't be bound
  public static TcpForwarder startOver(InetSocketAddress address, StreamSource enclaves)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      listener.bind(address, BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    TcpForwarder forwarder = new TcpForwarder(listener, enclaves);
    Thread.ofVirtual().name("accept").start(forwarder::accept);
    return forwarder;
  }

  /// Where it listens.
  ///
  /// @throws IOException if it was closed
  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  /// What it has carried so far.
  public ForwarderFigures figures() {
    // Both ends of a connection are in the set.
    return new ForwarderFigures(
        open.size() / 2, connections.sum(), refused.sum(), bytesIn.sum(), bytesOut.sum());
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel accepted = listener.accept();
        Thread.ofVirtual().start(() -> forward(accepted));
      } catch (IOException e) {
        if (listener.isOpen()) {
          LOG.log(Level.WARNING, "can''t accept a connection: {0}", e.getMessage());
        }
      }
    }
  }

  private void forward(SocketChannel accepted) {
    ByteStream client = ByteStream.of(accepted);
    connections.increment();
    ByteStream enclave;
    try {
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
      enclave = enclaves.open();
    } catch (IOException e) {
      // Once is news; while it is away, each client that tries isn't.
      LOG.log(
          answering.getAndSet(false) ? Level.WARNING : Level.DEBUG,
          "the enclave doesn''t answer: {0}",
          e.getMessage());
      refused.increment();
      close(client);
      return;
    }
    answering.set(true);
    open.add(client);
    open.add(enclave);
    AtomicBoolean oneDone = new AtomicBoolean();
    Thread.ofVirtual().start(() -> copy(client, enclave, oneDone, bytesIn));
    copy(enclave, client, oneDone, bytesOut);
  }

  private void copy(ByteStream from, ByteStream to, AtomicBoolean oneDone, LongAdder bytes) {
    copy(from, to, ByteBuffer.allocateDirect(LEAST_BUFFER), oneDone, bytes);
  }

  /// Copies until `from` ends, then tells `to`; whoever is done last closes both. A direction that
  /// fills the largest buffer goes on in a platform thread: those wake up faster, and few are busy.
  /// Beyond a limit it stays where it is.
  private void copy(
      ByteStream from, ByteStream to, ByteBuffer first, AtomicBoolean oneDone, LongAdder bytes) {
    ByteBuffer buffer = first;
    try {
      while (from.read(buffer) >= 0) {
        boolean full = !buffer.hasRemaining();
        buffer.flip();
        bytes.add(buffer.remaining());
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
        if (full && buffer.capacity() < MOST_BUFFER) {
          buffer = ByteBuffer.allocateDirect(buffer.capacity() * GROWTH);
        } else if (full && Thread.currentThread().isVirtual() && bulk.tryAcquire()) {
          ByteBuffer large = buffer;
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  copy(from, to, large, oneDone, bytes);
                } finally {
                  bulk.release();
                }
              });
          return;
        }
      }
      to.endOutput();
    } catch (IOException e) {
      // One end broke off: nothing more can be carried in either direction.
      oneDone.set(true);
    }
    if (oneDone.getAndSet(true)) {
      close(from);
      close(to);
    }
  }

  private void close(ByteStream channel) {
    open.remove(channel);
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing failed: {0}", e.getMessage());
    }
  }

  /// Stops listening and cuts all connections.
  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(this::close);
  }
}
