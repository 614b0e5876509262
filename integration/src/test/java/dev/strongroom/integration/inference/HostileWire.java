// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// Whoever carries bytes to a TLS server: notes all that clients send, leads them elsewhere when it
/// is told to, and does something to the next records that the server sends.
final class HostileWire implements AutoCloseable {
  private static final int HEAD = 5;

  /// What is done to the server's next record.
  enum Deed {
    /// It is passed on.
    NOTHING,
    /// It comes twice.
    REPEAT,
    /// It is left out.
    DROP,
    /// It comes behind the one after it.
    REORDER,
    /// One of another connection comes in its place.
    SPLICE,
    /// A bit of it is another.
    FLIP,
    /// The connection ends before it.
    CUT
  }

  private final ServerSocket listener;
  private final ByteArrayOutputStream carried = new ByteArrayOutputStream();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Deed> next = new AtomicReference<>(Deed.NOTHING);
  private volatile byte[] last = new byte[0];
  private volatile byte[] foreign = new byte[0];
  private volatile int to;

  /// @param to the port that connections are led to
  HostileWire(int to) throws IOException {
    this.to = to;
    listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void does(Deed deed) {
    next.set(deed);
  }

  /// Keeps the last record for [Deed#SPLICE].
  void keepForeign() {
    foreign = last;
  }

  /// Ends all connections, and leads new ones to another port.
  void divert(int elsewhere) {
    to = elsewhere;
    open.forEach(HostileWire::close);
  }

  /// All bytes that clients sent.
  String carried() {
    synchronized (carried) {
      return carried.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> carry(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void carry(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), to)) {
      open.add(client);
      open.add(server);
      Thread back = Thread.ofVirtual().start(() -> records(server, client));
      InputStream in = client.getInputStream();
      byte[] part = new byte[8192];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        synchronized (carried) {
          carried.write(part, 0, n);
        }
        server.getOutputStream().write(part, 0, n);
      }
      server.shutdownOutput();
      back.join();
    } catch (IOException e) {
      // One of them went away, so the other does.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void records(Socket server, Socket client) {
    try (server;
        client) {
      DataInputStream in = new DataInputStream(server.getInputStream());
      OutputStream out = client.getOutputStream();
      while (true) {
        Optional<byte[]> record = record(in);
        if (record.isEmpty() || !passed(record.get(), in, out)) {
          return;
        }
      }
    } catch (IOException e) {
      return;
    }
  }

  private boolean passed(byte[] record, DataInputStream in, OutputStream out) throws IOException {
    last = record;
    switch (next.getAndSet(Deed.NOTHING)) {
      case NOTHING -> out.write(record);
      case REPEAT -> {
        out.write(record);
        out.write(record);
      }
      case DROP -> {
        // As if it had never been sent.
      }
      case REORDER -> {
        out.write(record(in).orElse(new byte[0]));
        out.write(record);
      }
      case SPLICE -> out.write(foreign);
      case FLIP -> {
        record[record.length - 20] ^= 1;
        out.write(record);
      }
      case CUT -> {
        return false;
      }
    }
    return true;
  }

  /// The next record of TLS (RFC 8446, 5.1); empty at the end.
  private static Optional<byte[]> record(DataInputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD);
    if (head.length < HEAD) {
      return Optional.empty();
    }
    byte[] record = new byte[HEAD + ((head[3] & 0xff) << 8) + (head[4] & 0xff)];
    System.arraycopy(head, 0, record, 0, HEAD);
    in.readFully(record, HEAD, record.length - HEAD);
    return Optional.of(record);
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(HostileWire::close);
  }
}
