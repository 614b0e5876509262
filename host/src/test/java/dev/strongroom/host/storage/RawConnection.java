// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.attestation.Bytes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;

/// The enclave's end of a connection, bytes as they are.
final class RawConnection implements AutoCloseable {
  static final String HELLO = "53524b56 01 01 0000";
  static final String ACCEPTED = "53524b5701000000";

  /// An answer as it came.
  record Raw(long id, int status, Bytes body) {}

  private final SocketChannel channel;
  final DataInputStream in;
  final OutputStream out;

  RawConnection(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    in = new DataInputStream(Channels.newInputStream(channel));
    out = Channels.newOutputStream(channel);
  }

  /// A connection after the hellos.
  static RawConnection greeted(Path socket) throws IOException {
    RawConnection connection = new RawConnection(socket);
    connection.send(HELLO);
    String answer = HexFormat.of().formatHex(connection.in.readNBytes(8));
    if (!answer.equals(ACCEPTED)) {
      connection.close();
      throw new IOException("host's hello " + answer);
    }
    return connection;
  }

  void send(String hex) throws IOException {
    out.write(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /// Sends a frame; `rest` starts with the operation.
  void request(long id, String rest) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(rest.replace(" ", ""));
    out.write(
        ByteBuffer.allocate(12 + bytes.length)
            .putInt(8 + bytes.length)
            .putLong(id)
            .put(bytes)
            .array());
  }

  Raw answer() throws IOException {
    int length = in.readInt();
    long id = in.readLong();
    int status = in.read();
    return new Raw(id, status, Bytes.copyOf(in.readNBytes(length - 9)));
  }

  /// No more is sent; answers may still come.
  void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  /// Whether nothing follows.
  boolean atEnd() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
