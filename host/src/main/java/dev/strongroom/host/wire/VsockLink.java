// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import dev.strongroom.vsock.VsockConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A link over a vsock.
record VsockLink(VsockConnection connection) implements Link {
  @Override
  public InputStream input() {
    return connection.inputStream();
  }

  @Override
  public OutputStream output() {
    return connection.outputStream();
  }

  @Override
  public void endOutput() throws IOException {
    connection.shutdownOutput();
  }

  @Override
  public void close() {
    connection.close();
  }
}
