// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A service's values in the host's store, sealed (`docs/storage-protocol.md`, section 8).
///
/// A value opens only under the name, the purpose and the root secret that it was sealed with.
/// Anything else that the host shows, such as a changed value or one of another name, is refused as
/// [StorageFailure.NotAuthentic]. Three lies can't be told from the truth here: an old value of the
/// same name, the absence of one that is there, and its version. Witnesses catch those.
///
/// The host sees when and how often a value is read and written, how long it is, and what its key
/// shows. Calls block, any number at once.
public final class SealedStorage implements AutoCloseable {
  /// What the host's keys show of names.
  public enum Names {
    /// Everything. Scans are in the names' order, that of their UTF-8 bytes.
    PLAIN,

    /// How many parts a name has, and which names have how many parts in common from the first on;
    /// nothing else, and not the purpose. Scans are in a random order, the same each time.
    HIDDEN
  }

  private static final String LABEL = "strongroom stored value v1";

  private static final int NAME_LENGTH = 2;

  private final Storage storage;
  private final Sealing sealing;
  private final String purpose;
  private final KeyNaming naming;

  /// The values of one purpose.
  ///
  /// @param root used as long as this is
  /// @param purpose separates services: not empty and without U+0000
  /// @param keyVersion what new values are sealed under; older versions still open
  public SealedStorage(
      Storage storage,
      RootSecret root,
      String purpose,
      int keyVersion,
      Names names,
      SecureRandom random) {
    if (purpose.isEmpty() || purpose.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("no purpose, or one with U+0000");
    }
    this.storage = storage;
    this.purpose = purpose;
    sealing = new Sealing(root, "stored/" + purpose, keyVersion, random);
    naming =
        switch (names) {
          case PLAIN -> KeyNaming.Plain.of(purpose);
          case HIDDEN -> KeyNaming.Hidden.of(root, purpose);
        };
  }

  /// The value of `name`, if the host says that it is there.
  ///
  /// @throws StorageException also as [StorageFailure.NotAuthentic]
  public Optional<Unsealed> get(Name name) throws StorageException {
    Bytes key = naming.keyOf(name);
    Optional<Stored> stored = storage.get(key);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(open(key, stored.orElseThrow().version(), stored.orElseThrow().value()));
  }

  /// Sets `name` to `value` if its version is `expected` ([Storage#ABSENT]: if it isn't there).
  ///
  /// @param value stays the caller's; sealed with its name it may take [StorageLimits#MAX_VALUE]
  /// @return its new version
  /// @throws StorageException also as [StorageFailure.Conflict], with its current version
  public long put(Name name, long expected, Secret value) throws StorageException {
    Put put = seal(new SealedPut(name, expected, value));
    return storage.put(put.key(), put.expected(), put.value());
  }

  /// Does all `puts`, or none of them. Each name may occur once, and all must fit into 4 MiB.
  ///
  /// @return the new versions, in the order of `puts`
  /// @throws StorageException also as [StorageFailure.Conflict], for the first that conflicts
  public List<Long> putAll(List<SealedPut> puts) throws StorageException {
    return storage.putAll(puts.stream().map(this::seal).toList());
  }

  /// Removes `name` if its version is `expected`, which can't be [Storage#ABSENT].
  ///
  /// @throws StorageException also as [StorageFailure.Conflict], with its current version
  public void delete(Name name, long expected) throws StorageException {
    storage.delete(naming.keyOf(name), expected);
  }

  /// What is in `folder` and its folders, and at `folder` itself. One page shows one moment,
  /// several don't. A page with a single value that doesn't open is refused as a whole.
  ///
  /// @param folder empty for everything of this purpose
  /// @param from [UnsealedPage#next] of the page before; at first empty
  /// @param limit the most entries wanted, 1 to [StorageLimits#MAX_PAGE_ENTRIES]; a page may hold
  ///   fewer
  /// @throws StorageException also as [StorageFailure.NotAuthentic]
  public UnsealedPage scan(Optional<Name> folder, Optional<Bytes> from, int limit)
      throws StorageException {
    Bytes prefix = folder.map(naming::keyOf).orElseGet(naming::root);
    Page page = storage.scan(prefix, from.orElse(Bytes.EMPTY), limit);
    List<Unsealed> opened = new ArrayList<>();
    try {
      for (Entry entry : page.entries()) {
        opened.add(open(entry.key(), entry.version(), entry.value()));
      }
    } catch (StorageException e) {
      opened.forEach(Unsealed::close);
      throw e;
    }
    return new UnsealedPage(
        opened, page.more() ? Optional.of(page.entries().getLast().key()) : Optional.empty());
  }

  /// Seals a value for somebody else to write, in one write with values of other purposes.
  ///
  /// @return what [#putAll] would have written
  public Put sealed(SealedPut put) {
    return seal(put);
  }

  /// Seals the name's length (2, big-endian), the name and the value: where names are hidden, a
  /// scan learns them from here.
  private Put seal(SealedPut put) {
    Bytes key = naming.keyOf(put.name());
    Bytes name = put.name().encoded();
    Bytes sealed =
        put.value()
            .use(value -> {
              byte[] plain =
                  ByteBuffer.allocate(NAME_LENGTH + name.length() + value.length)
                      .putShort((short) name.length())
                      .put(name.toByteArray())
                      .put(value)
                      .array();
              try {
                return sealing.seal(context(key), plain);
              } finally {
                Arrays.fill(plain, (byte) 0);
              }
            });
    return new Put(key, put.expected(), sealed);
  }

  private Unsealed open(Bytes key, long version, Bytes sealed) throws StorageException {
    try (Secret secret = sealing.open(context(key), sealed)) {
      Unsealed opened = secret.use(plain -> split(plain, version));
      if (naming.keyOf(opened.name()).equals(key)) {
        return opened;
      }
      opened.close();
      throw notAuthentic("sealed under another name");
    } catch (SealedException e) {
      throw notAuthentic(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw notAuthentic("sealed, but not by this code: " + e.getMessage());
    }
  }

  /// Reads what [#seal] put together. A name that it can't have written is refused by
  /// [Name#decode].
  private static Unsealed split(byte[] plain, long version) {
    ByteBuffer fields = ByteBuffer.wrap(plain);
    int length = plain.length < NAME_LENGTH ? -1 : Short.toUnsignedInt(fields.getShort());
    if (length < 0 || length > fields.remaining()) {
      throw new IllegalArgumentException("ends inside the name");
    }
    byte[] name = new byte[length];
    fields.get(name);
    byte[] value = new byte[fields.remaining()];
    fields.get(value);
    Secret secret = Secret.owning(value);
    try {
      return new Unsealed(Name.decode(Bytes.copyOf(name)), version, secret);
    } catch (IllegalArgumentException e) {
      secret.close();
      throw e;
    }
  }

  /// What a value is bound to. Neither label nor purpose has a zero byte, so no two are alike.
  private Bytes context(Bytes key) {
    byte[] head = Bytes.utf8(LABEL + "\0" + purpose + "\0").toByteArray();
    return Bytes.copyOf(
        ByteBuffer.allocate(head.length + key.length()).put(head).put(key.toByteArray()).array());
  }

  private static StorageException notAuthentic(String detail) {
    return new StorageException(new StorageFailure.NotAuthentic(detail));
  }

  /// Wipes the key of hidden names. The storage stays open, and stays the caller's.
  @Override
  public void close() {
    naming.close();
  }
}
