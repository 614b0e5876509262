// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import dev.strongroom.vsock.Vsock;
import dev.strongroom.vsock.VsockAddress;
import dev.strongroom.vsock.VsockConnection;
import dev.strongroom.vsock.VsockServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// The wire of a virtual machine: vsocks.
///
/// Who connects isn't asked for: the host hands out addresses, so they prove nothing.
public final class VsockWire implements Wire, AutoCloseable {
  private static final Duration DIALLING = Duration.ofSeconds(10);

  private final Vsock vsock;
  private final int hostCid;

  private VsockWire(Vsock vsock, int hostCid) {
    this.vsock = vsock;
    this.hostCid = hostCid;
  }

  /// The wire to the host at a CID; nothing is sent yet.
  ///
  /// @param hostCid [VsockAddress#CID_ENCLAVE_PARENT] in a Nitro enclave, [VsockAddress#CID_HOST]
  ///   in other virtual machines
  /// @throws IOException if descriptors are lacking
  public static VsockWire open(int hostCid) throws IOException {
    return new VsockWire(Vsock.open(), hostCid);
  }

  @Override
  public String name() {
    return "vsock";
  }

  @Override
  public Link dial(int port) throws IOException {
    return new VsockLink(vsock.connect(new VsockAddress(hostCid, port), DIALLING));
  }

  @Override
  public Listener listen(int port) throws IOException {
    return new VsockListener(vsock.listen(VsockAddress.any(port)));
  }

  /// Closes all links and listeners.
  @Override
  public void close() {
    vsock.close();
  }

  private record VsockListener(VsockServer server) implements Listener {
    @Override
    public Link accept() throws IOException {
      return new VsockLink(server.accept());
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private record VsockLink(VsockConnection connection) implements Link {
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
}
