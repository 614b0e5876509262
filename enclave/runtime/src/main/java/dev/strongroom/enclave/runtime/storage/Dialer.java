// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.enclave.runtime.wire.Link;
import java.io.IOException;

/// Reaches the host's storage: `() -> wire.dial(Wire.STORAGE)`, see
/// [dev.strongroom.enclave.runtime.wire.Wire#dial].
///
/// [StorageClient] dials when it is first used and again when it is used after a connection was
/// lost. How often to try, and how long to wait in between, is up to whoever uses the client.
@FunctionalInterface
public interface Dialer {
  /// Opens a connection. May block; the client waits no longer than its timeout.
  ///
  /// @throws IOException if there is nobody to talk to
  Link dial() throws IOException;
}
