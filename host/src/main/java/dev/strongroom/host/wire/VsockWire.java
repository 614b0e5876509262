// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import dev.strongroom.vsock.Vsock;
import dev.strongroom.vsock.VsockAddress;
import dev.strongroom.vsock.VsockConnection;
import java.io.IOException;
import java.time.Duration;

/// The host's end of the wire to an enclave that is a virtual machine: vsocks.
///
/// @param vsock stays its owner's to close
/// @param enclaveCid the enclave's context identifier, as its launcher says
public record VsockWire(Vsock vsock, int enclaveCid) {
  private static final Duration DIALLING = Duration.ofSeconds(10);

  /// Connects to a port of the enclave's.
  ///
  /// @throws IOException if nobody listens there, or there is no such enclave
  public Link dial(int port) throws IOException {
    return new VsockLink(open(port));
  }

  /// The same as a channel, for the forwarder.
  ///
  /// @throws IOException as for [#dial]
  public VsockConnection open(int port) throws IOException {
    return vsock.connect(new VsockAddress(enclaveCid, port), DIALLING);
  }

  /// Lets `server` answer at a port of the host's, for this enclave and no other.
  ///
  /// @throws java.net.BindException if somebody listens there
  /// @throws IOException if it can't listen
  public VsockListener listen(int port, LinkServer server) throws IOException {
    return VsockListener.start(vsock.listen(VsockAddress.any(port)), enclaveCid, server);
  }
}
