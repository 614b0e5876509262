// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Page;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import dev.strongroom.ledger.entry.Entry;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Accounts on a store that fails.
class AccountTest {
  private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");
  private static final Cost COST = new Cost(100, 300);
  private static final String RULES =
      "{\"name\":\"k\",\"endpoints\":[\"chat\"],\"models\":[\"tiny\"],\"tokens\":250}";

  private final MemoryStorage memory = new MemoryStorage();
  private final Failing store = new Failing(memory);
  private final SecureRandom random = new SecureRandom();

  /// A host's store whose next write fails: before it is written, or after.
  private static final class Failing implements Storage {
    private final Storage storage;
    private boolean before;
    private boolean after;

    Failing(Storage storage) {
      this.storage = storage;
    }

    @Override
    public Optional<Stored> get(Bytes key) throws StorageException {
      return storage.get(key);
    }

    @Override
    public long put(Bytes key, long expected, Bytes value) throws StorageException {
      if (before) {
        before = false;
        throw new StorageException(new StorageFailure.DiskFull());
      }
      long version = storage.put(key, expected, value);
      if (after) {
        after = false;
        throw new StorageException(new StorageFailure.ConnectionLost("after it was written"));
      }
      return version;
    }

    @Override
    public List<Long> putAll(List<Put> puts) throws StorageException {
      return storage.putAll(puts);
    }

    @Override
    public void delete(Bytes key, long expected) throws StorageException {
      storage.delete(key, expected);
    }

    @Override
    public Page scan(Bytes prefix, Bytes after, int limit) throws StorageException {
      return storage.scan(prefix, after, limit);
    }
  }

  private final KeyLedger ledger = new KeyLedger();

  private KeyShelf shelf(Storage on) throws ServiceException {
    KeyShelf shelf =
        new KeyShelf(
            new SealedStorage(
                on,
                new RootSecret(Secret.owning(new byte[32])),
                "test",
                1,
                SealedStorage.Names.HIDDEN,
                random),
            random);
    List<KeyShelf.Charged> _ = shelf.load(ledger);
    return shelf;
  }

  private Account account() throws Exception {
    KeyRules rules = KeyRules.read(JsonNode.parse(RULES), _ -> true, _ -> true);
    KeyShelf shelf = shelf(store);
    String id = shelf.newId();
    KeyRecord key = KeyRecord.born(id, shelf.born(id).credential(), rules);
    Map<String, Object> made = KeyLedger.act("create", "a test", key);
    made.put("time", NOW.toString());
    ledger.take(Entry.of(made));
    shelf.add(key);
    return shelf.account(id).orElseThrow();
  }

  private static Account.Reserved reserve(Account account) throws Exception {
    return account.reserve(account.key().credential(), COST, NOW);
  }

  /// What the next boot finds on what the host has.
  private KeyRecord next() throws Exception {
    return shelf(memory.copy()).all().getFirst();
  }

  @Test
  void whatCantBeKeptIsntLetIn() throws Exception {
    Account account = account();
    store.before = true;
    assertThatExceptionOfType(StorageException.class).isThrownBy(() -> reserve(account));
    assertThat(account.key().reserved()).isEqualTo(Cost.NOTHING);
    assertThat(next().used()).isEqualTo(Cost.NOTHING);
    account.settle(reserve(account), new Cost(1, 3));
    assertThat(next().used()).isEqualTo(new Cost(1, 3));
  }

  @Test
  void whatMayHaveBeenKeptIsntLetInAndGoesOn() throws Exception {
    Account account = account();
    store.after = true;
    assertThatExceptionOfType(StorageException.class).isThrownBy(() -> reserve(account));
    assertThat(next().used()).isEqualTo(COST);
    reserve(account);
    assertThat(account.key().requests()).isEqualTo(1);
    assertThat(next().used()).isEqualTo(COST);
  }

  @Test
  void aSettlementThatIsLostCostsWhatWasReserved() throws Exception {
    Account account = account();
    Account.Reserved reserved = reserve(account);
    store.before = true;
    account.settle(reserved, new Cost(1, 3));
    assertThat(account.key().used()).isEqualTo(new Cost(1, 3));
    assertThat(next().used()).isEqualTo(COST);
    reserve(account);
    assertThat(next().used()).isEqualTo(new Cost(101, 303));
  }

  @Test
  void countsWhatIsUnderWay() throws Exception {
    Account account = account();
    Account.Reserved reserved = reserve(account);
    reserve(account);
    assertThatExceptionOfType(AccessRefusedException.class)
        .isThrownBy(() -> reserve(account))
        .satisfies(e -> assertThat(e.code()).isEqualTo("token-budget"));
    account.settle(reserved, Cost.NOTHING);
    reserve(account);
  }

  @Test
  void aRecordThatWasChangedIsRefused() throws Exception {
    account();
    Bytes key = memory.scan(Bytes.EMPTY, Bytes.EMPTY, 1).entries().getFirst().key();
    byte[] changed = memory.get(key).orElseThrow().value().toByteArray();
    changed[changed.length - 1] ^= 1;
    memory.replace(key, Bytes.copyOf(changed));
    assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> shelf(memory));
  }
}
