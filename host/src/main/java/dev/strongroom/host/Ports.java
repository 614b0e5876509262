// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import dev.strongroom.host.wire.LinkServer;
import java.io.IOException;

/// Where the enclave finds the host: the listening side of a wire, such as `UnixWire::listen` or
/// `VsockWire::listen`.
@FunctionalInterface
public interface Ports {
  /// Lets `server` answer at a port of the host's.
  ///
  /// @return ends that, and all connections
  /// @throws IOException if it can't listen
  AutoCloseable listen(int port, LinkServer server) throws IOException;
}
