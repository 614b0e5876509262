// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/// As much of a host as egress to this computer takes (`docs/egress.md`): the request's port is
/// connected on the loopback interface, whatever its name says.
final class LoopbackWire implements Wire {
  private static final byte[] CONNECTED = {'S', 'R', 'E', 'A', 1, 0};
  private static final int PORT = 5;

  @Override
  public Link dial(int port) throws IOException {
    if (port != EGRESS) {
      throw new IOException("this host has egress only");
    }
    return new Connection();
  }

  @Override
  public Listener listen(int port) throws IOException {
    throw new IOException("this host connects nobody");
  }

  @Override
  public String name() {
    return "loopback";
  }

  /// Connects when the request comes, which is written at once.
  private static final class Connection extends OutputStream implements Link {
    private Socket target = new Socket();
    private InputStream answers = InputStream.nullInputStream();

    @Override
    public void write(int b) throws IOException {
      target.getOutputStream().write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (target.isConnected()) {
        target.getOutputStream().write(bytes, from, length);
        return;
      }
      int port = Short.toUnsignedInt(ByteBuffer.wrap(bytes, from, length).getShort(from + PORT));
      target = new Socket(InetAddress.getLoopbackAddress(), port);
      answers =
          new SequenceInputStream(new ByteArrayInputStream(CONNECTED), target.getInputStream());
    }

    @Override
    public InputStream input() {
      return answers;
    }

    @Override
    public OutputStream output() {
      return this;
    }

    @Override
    public void endOutput() throws IOException {
      target.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }
}
