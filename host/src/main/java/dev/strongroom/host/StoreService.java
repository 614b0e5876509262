// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import dev.strongroom.host.storage.StorageServer;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.util.List;

/// The key/value store that the enclave keeps its sealed values in (`docs/storage-protocol.md`).
///
/// @param store opens it; closed after the last connection
public record StoreService(Opening store) implements WireService {
  /// Opens a store, such as `() -> SqliteStore.open(file)`.
  @FunctionalInterface
  public interface Opening {
    /// The store.
    ///
    /// @throws StoreException if it can't be opened
    KeyValueStore open() throws StoreException;
  }

  @Override
  public Started start(Ports ports) throws IOException {
    KeyValueStore opened;
    try {
      opened = store.open();
    } catch (StoreException e) {
      throw new IOException("the store can't be opened: " + e.getMessage(), e);
    }
    try {
      AutoCloseable listening = ports.listen(Port.STORAGE, new StorageServer(opened));
      return new Started(
          () -> {
            try (opened) {
              listening.close();
            }
          },
          List.of());
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }
}
