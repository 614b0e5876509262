// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import dev.strongroom.enclave.runtime.storage.StorageClient;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.storage.StorageServer;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Both ends of the storage protocol, joined by a socket in a folder.
final class OverTheWire {
  private OverTheWire() {}

  /// The host's end, which serves `store`.
  static UnixListener serve(Path folder, KeyValueStore store) throws IOException {
    return new dev.strongroom.host.wire.UnixWire(folder)
        .listen(Port.STORAGE, new StorageServer(store));
  }

  /// The enclave's end.
  static StorageClient client(Path folder) {
    UnixWire wire = new UnixWire(folder);
    return new StorageClient(() -> wire.dial(Wire.STORAGE), Duration.ofSeconds(20));
  }
}
