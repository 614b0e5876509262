// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// A connection's outgoing bytes as a stream.
final class ConnectionOutput extends OutputStream {
  private final VsockConnection connection;

  ConnectionOutput(VsockConnection connection) {
    this.connection = connection;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    connection.write(ByteBuffer.wrap(from, offset, length));
  }

  @Override
  public void close() {
    connection.close();
  }
}
