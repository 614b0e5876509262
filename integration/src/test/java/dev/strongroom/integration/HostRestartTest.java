// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageClient;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.UnixListener;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The host goes away under load and comes back; the enclave stays.
@Timeout(60)
class HostRestartTest {
  private static final int WRITERS = 16;

  @TempDir private Path folder;

  @Test
  void whatWasAcknowledgedIsThereAndTheClientDialsAgain() throws Exception {
    ConcurrentMap<Bytes, Stored> acknowledged = new ConcurrentHashMap<>();
    ConcurrentMap<Bytes, StorageFailure> failed = new ConcurrentHashMap<>();
    try (StorageClient client = OverTheWire.client(folder)) {
      try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
        try (KeyValueStore store = SqliteStore.open(folder.resolve("store.db"));
            UnixListener listener = OverTheWire.serve(folder, store)) {
          assertThat(listener).isNotNull();
          for (int n = 0; n < WRITERS; n++) {
            int writer = n;
            writers.execute(() -> putUntilDown(client, writer, acknowledged, failed));
          }
          while (acknowledged.size() < 200) {
            Thread.sleep(1);
          }
        }
      }
      assertThat(failed).hasSize(WRITERS);
      StorageException down =
          catchThrowableOfType(StorageException.class, () -> client.get(Bytes.utf8("any")));
      assertThat(down.failure()).isInstanceOf(StorageFailure.NotConnected.class);

      try (KeyValueStore store = SqliteStore.open(folder.resolve("store.db"));
          UnixListener listener = OverTheWire.serve(folder, store)) {
        assertThat(listener).isNotNull();
        for (var entry : acknowledged.entrySet()) {
          assertThat(client.get(entry.getKey())).contains(entry.getValue());
        }
        for (var entry : failed.entrySet()) {
          if (!entry.getValue().outcomeUnknown()) {
            assertThat(client.get(entry.getKey())).as(entry.getValue().describe()).isEmpty();
          }
        }
      }
    }
  }

  private static void putUntilDown(
      StorageClient client,
      int writer,
      ConcurrentMap<Bytes, Stored> acknowledged,
      ConcurrentMap<Bytes, StorageFailure> failed) {
    for (int i = 0; true; i++) {
      Bytes key = Bytes.utf8(writer + "/" + i);
      try {
        acknowledged.put(key, new Stored(client.put(key, Storage.ABSENT, key), key));
      } catch (StorageException e) {
        failed.put(key, e.failure());
        return;
      }
    }
  }
}
