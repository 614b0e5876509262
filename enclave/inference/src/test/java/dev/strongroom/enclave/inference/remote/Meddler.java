// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

/// A host on the way to a TLS server: it carries bytes, and does something to the next record of
/// the server's when it is told to.
final class Meddler implements AutoCloseable {
  /// What it does.
  enum Deed {
    NOTHING,
    REPEAT,
    DROP,
    FLIP,
    CUT
  }

  private final ServerSocket listener;
  private final int to;
  private final AtomicReference<Deed> next = new AtomicReference<>(Deed.NOTHING);

  Meddler(int to) throws IOException {
    this.to = to;
    listener = new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void does(Deed deed) {
    next.set(deed);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), to);
        Thread.ofVirtual()
            .start(() ->
                carry(
                    client,
                    server,
                    () -> client.getInputStream().transferTo(server.getOutputStream())));
        Thread.ofVirtual().start(() -> carry(client, server, () -> records(server, client)));
      } catch (IOException e) {
        return;
      }
    }
  }

  private interface Carrying {
    void run() throws IOException;
  }

  private static void carry(Closeable one, Closeable other, Carrying carrying) {
    try (one;
        other) {
      carrying.run();
    } catch (IOException e) {
      // One of them went away, so the other does.
      return;
    }
  }

  private void records(Socket server, Socket client) throws IOException {
    DataInputStream in = new DataInputStream(server.getInputStream());
    OutputStream out = client.getOutputStream();
    while (true) {
      byte[] head = in.readNBytes(5);
      if (head.length < 5) {
        return;
      }
      byte[] record = new byte[5 + ((head[3] & 0xff) << 8) + (head[4] & 0xff)];
      System.arraycopy(head, 0, record, 0, 5);
      in.readFully(record, 5, record.length - 5);
      switch (next.getAndSet(Deed.NOTHING)) {
        case NOTHING -> out.write(record);
        case REPEAT -> {
          out.write(record);
          out.write(record);
        }
        case DROP -> {}
        case FLIP -> {
          record[record.length - 20] ^= 1;
          out.write(record);
        }
        case CUT -> {
          return;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
