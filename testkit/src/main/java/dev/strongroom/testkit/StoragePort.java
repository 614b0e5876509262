// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.host.storage.StorageServer;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The host's storage, real and in a file. Opened when the enclave first asks for it: most services
/// under test never do.
final class StoragePort implements AutoCloseable {
  private final Path file;
  private final AutoCloseable listening;
  private @Nullable KeyValueStore store;

  private StoragePort(Path wireFolder, Path file) throws IOException {
    this.file = file;
    this.listening = new UnixWire(wireFolder).listen(Port.STORAGE, this::serve);
  }

  /// Listens for the enclave.
  ///
  /// @param file of the store, made when it is needed
  static StoragePort listen(Path wireFolder, Path file) throws IOException {
    return new StoragePort(wireFolder, file);
  }

  private void serve(Link link) throws IOException {
    new StorageServer(opened()).serve(link);
  }

  private synchronized KeyValueStore opened() throws IOException {
    KeyValueStore present = store;
    if (present == null) {
      try {
        present = SqliteStore.open(file);
      } catch (StoreException e) {
        throw new IOException("the test's store can't be opened", e);
      }
      store = present;
    }
    return present;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (Exception e) {
      throw new IllegalStateException("the test's storage can't be closed", e);
    }
    synchronized (this) {
      if (store != null) {
        store.close();
      }
    }
  }
}
