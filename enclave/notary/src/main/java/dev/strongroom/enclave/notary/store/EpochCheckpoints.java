// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.enclave.runtime.storage.Page;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.StorageLimits;
import dev.strongroom.enclave.runtime.storage.Stored;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The last cosigned checkpoint of each epoch: with it, receipts of that epoch's entries can be
/// made after it is over, by the keys that were there. They are signed, so they are kept as they
/// are.
public final class EpochCheckpoints {
  private final Storage storage;
  private final Bytes prefix;
  private long version = Storage.ABSENT;

  EpochCheckpoints(Storage storage, Bytes prefix) {
    this.storage = storage;
    this.prefix = prefix;
  }

  /// What is kept of an epoch.
  ///
  /// @param epoch index of its first leaf
  /// @param checkpoint its last one
  /// @param coseSignature over the checkpoint's root
  public record Kept(long epoch, SignedCheckpoint checkpoint, Bytes coseSignature) {}

  /// Keeps a checkpoint of this boot's epoch. For one thread.
  public void keep(Kept kept) throws StorageException {
    Bytes key = key(kept.epoch());
    Bytes value =
        new CborWriter()
            .array(2)
            .text(kept.checkpoint().encoded())
            .bytes(kept.coseSignature())
            .toBytes();
    try {
      version = storage.put(key, version, value);
    } catch (StorageException e) {
      // The next one finds out where the key stands.
      version = storage.get(key).map(Stored::version).orElse(Storage.ABSENT);
      throw e;
    }
  }

  /// What is kept of the epoch that a leaf belongs to, if it reaches as far as the leaf.
  public Optional<Kept> covering(long index) throws StorageException {
    Optional<Kept> best = Optional.empty();
    Bytes after = Bytes.EMPTY;
    while (true) {
      Page page = storage.scan(prefix, after, StorageLimits.MAX_PAGE_ENTRIES);
      for (var entry : page.entries()) {
        after = entry.key();
        long epoch = epoch(entry.key());
        if (epoch > index) {
          return best;
        }
        best =
            Optional.of(read(epoch, entry.value()))
                .filter(kept -> kept.checkpoint().checkpoint().size() > index);
      }
      if (!page.more() || page.entries().isEmpty()) {
        return best;
      }
    }
  }

  private static Kept read(long epoch, Bytes value) throws StorageException {
    try {
      CborReader in = new CborReader(value, 0);
      in.arrayHeader(2);
      String note = in.textString();
      Bytes signature = in.byteString();
      in.end();
      return new Kept(epoch, SignedCheckpoint.parse(note), signature);
    } catch (CborException | MalformedLedgerException e) {
      throw new StorageException(
          new StorageFailure.NotAuthentic("an epoch's checkpoint: " + e.getMessage()));
    }
  }

  private Bytes key(long epoch) {
    return Bytes.copyOf(
        ByteBuffer.allocate(prefix.length() + Long.BYTES)
            .put(prefix.toByteArray())
            .putLong(epoch)
            .array());
  }

  private long epoch(Bytes key) throws StorageException {
    if (key.length() != prefix.length() + Long.BYTES) {
      throw new StorageException(new StorageFailure.NotAuthentic("the key of an epoch"));
    }
    return ByteBuffer.wrap(key.slice(prefix.length(), key.length()).toByteArray()).getLong();
  }
}
