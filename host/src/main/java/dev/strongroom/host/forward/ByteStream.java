// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.forward;

import dev.strongroom.vsock.VsockConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;

/// A connection as the forwarder needs it: a blocking channel whose directions end one by one.
/// Channels rather than streams: native buffers then reach the kernel without a copy.
public interface ByteStream extends ByteChannel {
  /// Ends the outgoing direction only.
  ///
  /// @throws IOException if the connection is lost
  void endOutput() throws IOException;

  /// A TCP or Unix-domain connection, in blocking mode.
  static ByteStream of(SocketChannel channel) {
    return new Socket(channel);
  }

  /// A vsock connection.
  static ByteStream of(VsockConnection connection) {
    return new Vsock(connection);
  }

  /// Over a socket.
  record Socket(SocketChannel channel) implements ByteStream {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return channel.write(from);
    }

    @Override
    public void endOutput() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// Over a vsock.
  record Vsock(VsockConnection channel) implements ByteStream {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return channel.write(from);
    }

    @Override
    public void endOutput() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {
      channel.close();
    }
  }
}
