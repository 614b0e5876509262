// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.enclave.runtime.wire.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// A link in the shape of a connected socket, which is what TLS wants underneath. Timeouts have no
/// effect: whoever waits closes the link.
final class LinkSocket extends Socket {
  private final Link link;
  private volatile boolean closed;

  LinkSocket(Link link) {
    this.link = link;
  }

  @Override
  public InputStream getInputStream() {
    return link.input();
  }

  @Override
  public OutputStream getOutputStream() {
    return link.output();
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void setSoTimeout(int milliseconds) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void shutdownOutput() throws IOException {
    link.endOutput();
  }

  @Override
  public void shutdownInput() {}

  @Override
  public void close() throws IOException {
    closed = true;
    link.close();
  }
}
