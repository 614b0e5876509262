// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.MapStorage;
import dev.strongroom.enclave.runtime.storage.Page;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a simulation keeps in the host's store, by itself and against others and a host that lies.
class KeptInStorageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Bytes OURS = Bytes.utf8("ours");
  private static final Bytes THEIRS = Bytes.utf8("theirs");
  private final SecureRandom random = new SecureRandom();
  private final MapStorage host = new MapStorage();

  private Bytes derived(SimulatedState state) throws IOException {
    try (RootSecret root = state.rootSecret(random);
        Secret key = root.derive("test", 16)) {
      return key.use(Bytes::copyOf);
    }
  }

  @Test
  void keepsSecretAndRootOverRestarts() throws Exception {
    assertThat(derived(SimulatedState.in(host))).isEqualTo(derived(SimulatedState.in(host)));
    assertThat(SimulatedState.in(host).root(NOW, random).encoded())
        .isEqualTo(SimulatedState.in(host).root(NOW.plusSeconds(9), random).encoded());
    assertThat(host.entries.keySet())
        .containsExactly(
            Bytes.utf8("strongroom/simulated/root-secret"),
            Bytes.utf8("strongroom/simulated/vendor-root"));
    assertThat(derived(SimulatedState.in(new MapStorage())))
        .isNotEqualTo(derived(SimulatedState.in(host)));
  }

  @Test
  void takesTheValueOfWhoeverWasFaster() throws Exception {
    Host racing =
        new Host(host) {
          @Override
          public long put(Bytes key, long expected, Bytes value) throws StorageException {
            host.put(key, ABSENT, THEIRS);
            return host.put(key, expected, value);
          }
        };
    assertThat(kept(racing)).isEqualTo(THEIRS);
    assertThat(kept(host)).isEqualTo(THEIRS);
  }

  @Test
  void asksALyingHostOnlyOnceMore() {
    AtomicInteger asked = new AtomicInteger();
    Host lying =
        new Host(host) {
          @Override
          public Optional<Stored> get(Bytes key) {
            asked.incrementAndGet();
            return Optional.empty();
          }

          @Override
          public long put(Bytes key, long expected, Bytes value) throws StorageException {
            throw new StorageException(new StorageFailure.Conflict(0, 7));
          }
        };
    assertThatThrownBy(() -> kept(lying)).isInstanceOf(IOException.class);
    assertThat(asked).hasValue(2);
  }

  @Test
  void refusesDamagedValues() throws Exception {
    host.put(Bytes.utf8("strongroom/simulated/root-secret"), Storage.ABSENT, Bytes.zeros(31));
    host.put(Bytes.utf8("strongroom/simulated/vendor-root"), Storage.ABSENT, OURS);
    assertThatThrownBy(() -> SimulatedState.in(host).rootSecret(random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("root-secret");
    assertThatThrownBy(() -> SimulatedState.in(host).root(NOW, random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vendor-root");
  }

  private static Bytes kept(Storage storage) throws IOException {
    return Bytes.copyOf(new KeptInStorage(storage).kept("x", OURS::toByteArray));
  }

  /// An honest host but for what a test changes.
  private static class Host implements Storage {
    private final Storage honest;

    Host(Storage honest) {
      this.honest = honest;
    }

    @Override
    public Optional<Stored> get(Bytes key) throws StorageException {
      return honest.get(key);
    }

    @Override
    public long put(Bytes key, long expected, Bytes value) throws StorageException {
      return honest.put(key, expected, value);
    }

    @Override
    public List<Long> putAll(List<Put> puts) throws StorageException {
      return honest.putAll(puts);
    }

    @Override
    public void delete(Bytes key, long expected) throws StorageException {
      honest.delete(key, expected);
    }

    @Override
    public Page scan(Bytes prefix, Bytes after, int limit) throws StorageException {
      return honest.scan(prefix, after, limit);
    }
  }
}
