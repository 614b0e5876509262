// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import dev.strongroom.host.metrics.Figure;
import dev.strongroom.host.wire.LinkServer;
import java.io.IOException;
import java.util.List;

/// Something that the enclave finds on the wire, such as storage. Started before the enclave and
/// closed after it.
@FunctionalInterface
public interface WireService {
  /// A service that runs.
  ///
  /// @param closing ends it
  /// @param figures for `/metrics`
  record Started(AutoCloseable closing, List<Figure> figures) {
    /// Copies the list.
    public Started {
      figures = List.copyOf(figures);
    }
  }

  /// Starts it.
  ///
  /// @throws IOException if it can't; then nothing was left open
  Started start(Ports ports) throws IOException;

  /// A server of links at one port, and figures of it.
  static WireService at(int port, LinkServer server, List<Figure> figures) {
    return ports -> new Started(ports.listen(port, server), figures);
  }
}
