// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// A connection's incoming bytes as a stream.
final class ConnectionInput extends InputStream {
  private final VsockConnection connection;

  ConnectionInput(VsockConnection connection) {
    this.connection = connection;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return connection.read(ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void close() {
    connection.close();
  }
}
