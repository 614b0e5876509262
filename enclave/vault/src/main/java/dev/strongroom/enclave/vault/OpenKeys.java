// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.vault.material.SigningKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Signing keys that were used a moment ago, so that a busy key isn't opened and derived each time.
/// What is put out is wiped once nobody signs with it any more. Thread-safe.
final class OpenKeys implements AutoCloseable {
  /// Which key it is.
  ///
  /// @param id of the vault's key
  /// @param version of its secret
  /// @param path and curve of the account
  record Name(String id, int version, String path) {}

  /// Makes one that isn't open.
  interface Opener {
    /// Opens it.
    SigningKey open() throws StorageException, RefusedException;
  }

  private static final class Open {
    private final SigningKey key;
    private int users;
    private boolean out;

    private Open(SigningKey key) {
      this.key = key;
    }
  }

  /// The use of a key; to be closed.
  static final class Lease implements AutoCloseable {
    private final OpenKeys from;
    private final Open open;

    private Lease(OpenKeys from, Open open) {
      this.from = from;
      this.open = open;
    }

    SigningKey key() {
      return open.key;
    }

    @Override
    public void close() {
      from.release(open);
    }
  }

  private final int most;
  private final LinkedHashMap<Name, Open> keys = new LinkedHashMap<>(16, 0.75f, true);

  /// @param most how many stay open
  OpenKeys(int most) {
    this.most = most;
  }

  /// A key, opened if it isn't open.
  Lease lease(Name name, Opener opener) throws StorageException, RefusedException {
    synchronized (this) {
      Open known = keys.get(name);
      if (known != null) {
        known.users++;
        return new Lease(this, known);
      }
    }
    Open opened = new Open(opener.open());
    opened.users = 1;
    synchronized (this) {
      Open other = keys.putIfAbsent(name, opened);
      if (other != null) {
        opened.key.close();
        other.users++;
        return new Lease(this, other);
      }
      shrink();
    }
    return new Lease(this, opened);
  }

  /// The use of a key that doesn't stay open.
  static Lease once(SigningKey key) {
    Open open = new Open(key);
    open.users = 1;
    open.out = true;
    return new Lease(new OpenKeys(0), open);
  }

  private void shrink() {
    var eldest = keys.entrySet().iterator();
    while (keys.size() > most && eldest.hasNext()) {
      Open open = eldest.next().getValue();
      eldest.remove();
      out(open);
    }
  }

  private static void out(Open open) {
    open.out = true;
    if (open.users == 0) {
      open.key.close();
    }
  }

  private synchronized void release(Open open) {
    open.users--;
    if (open.out && open.users == 0) {
      open.key.close();
    }
  }

  /// Wipes all accounts of a key.
  synchronized void forget(String id) {
    List<Name> names = new ArrayList<>();
    for (Map.Entry<Name, Open> entry : keys.entrySet()) {
      if (entry.getKey().id().equals(id)) {
        names.add(entry.getKey());
        out(entry.getValue());
      }
    }
    names.forEach(keys::remove);
  }

  @Override
  public synchronized void close() {
    keys.values().forEach(OpenKeys::out);
    keys.clear();
  }
}
