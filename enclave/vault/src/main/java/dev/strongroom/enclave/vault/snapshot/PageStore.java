// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.snapshot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedPut;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values under ids that are used once, so none is ever changed: a crash in the middle of a
/// snapshot leaves the last one whole. Thread-safe.
final class PageStore {
  private static final String FOLDER = "value";
  private static final int MOST_PUTS = 500;
  private static final int MOST_BYTES = 2 << 20;
  private static final int REMEMBERED = 8192;

  private final SealedStorage storage;
  private final SecureRandom random;
  private final Map<Long, Page> pages =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Page> eldest) {
          return size() > REMEMBERED;
        }
      };

  PageStore(SealedStorage storage, SecureRandom random) {
    this.storage = storage;
    this.random = random;
  }

  /// A page, as its ref says.
  ///
  /// @throws StorageException also as [StorageFailure.NotAuthentic]
  Page page(Ref ref) throws StorageException {
    synchronized (pages) {
      Page known = pages.get(ref.id());
      if (known != null) {
        return known;
      }
    }
    Page page =
        Page.decoded(value(ref)).orElseThrow(() -> notAuthentic("a page of another format"));
    remember(ref, page);
    return page;
  }

  private void remember(Ref ref, Page page) {
    synchronized (pages) {
      pages.put(ref.id(), page);
    }
  }

  /// A value, as its ref says.
  Bytes value(Ref ref) throws StorageException {
    Optional<Unsealed> found = storage.get(name(ref.id()));
    if (found.isEmpty()) {
      throw notAuthentic("a value is gone");
    }
    try (Unsealed unsealed = found.get()) {
      Bytes value = unsealed.value().use(Bytes::copyOf);
      if (Ref.sha256(value).equals(ref.digest())) {
        return value;
      }
      throw notAuthentic("a value of another snapshot");
    }
  }

  /// Values that are written together, in parts: none of them counts before something points to it.
  final class Writing {
    private final List<SealedPut> puts = new ArrayList<>();
    private int bytes;

    /// Has a value written.
    Ref write(Bytes value) throws StorageException {
      Ref ref = new Ref(random.nextLong(), Ref.sha256(value));
      puts.add(new SealedPut(name(ref.id()), Storage.ABSENT, Secret.owning(value.toByteArray())));
      bytes += value.length();
      if (puts.size() >= MOST_PUTS || bytes >= MOST_BYTES) {
        flush();
      }
      return ref;
    }

    Ref write(Page page) throws StorageException {
      Ref ref = write(page.encoded());
      remember(ref, page);
      return ref;
    }

    /// Writes what is left.
    void flush() throws StorageException {
      if (!puts.isEmpty()) {
        storage.putAll(puts);
        puts.forEach(put -> put.value().close());
        puts.clear();
        bytes = 0;
      }
    }
  }

  /// Removes a value that nothing points to any more.
  void remove(Ref ref) throws StorageException {
    Optional<Unsealed> found = storage.get(name(ref.id()));
    if (found.isPresent()) {
      try (Unsealed unsealed = found.get()) {
        storage.delete(unsealed.name(), unsealed.version());
      }
    }
  }

  private static Name name(long id) {
    return Name.of(FOLDER, Long.toHexString(id));
  }

  static StorageException notAuthentic(String detail) {
    return new StorageException(new StorageFailure.NotAuthentic(detail));
  }
}
