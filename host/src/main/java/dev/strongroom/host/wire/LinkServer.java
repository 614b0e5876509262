// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import java.io.IOException;

/// What answers at a port of the host's.
@FunctionalInterface
public interface LinkServer {
  /// Serves one link until it is over. Called in a virtual thread of its own for each; whoever
  /// calls closes the link afterwards, or earlier to end it.
  ///
  /// @throws IOException when the link is lost, which is how most end
  void serve(Link link) throws IOException;
}
