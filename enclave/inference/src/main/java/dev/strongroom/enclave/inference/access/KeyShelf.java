// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.enclave.runtime.storage.UnsealedPage;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All keys, read at the start and kept sealed. Thread-safe.
final class KeyShelf implements AutoCloseable {
  private static final int MOST = 10_000;
  private static final int PAGE = 256;
  private static final int ID = 8;
  private static final int SECRET = 32;
  private static final Pattern KEY = Pattern.compile("sr-([0-9a-f]{16})-([A-Za-z0-9_-]{43})");

  private final SealedStorage storage;
  private final SecureRandom random;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /// A secret that was just born.
  ///
  /// @param credential what it is recognised by
  /// @param text the key itself, which is nowhere else
  record Born(Credential credential, String text) {}

  /// A key that somebody showed.
  ///
  /// @param credential what it was recognised by
  record Shown(Account account, Credential credential) {}

  /// A key whose record says that more was used than the ledger does.
  ///
  /// @param missing of what the ledger has
  record Charged(String id, Cost missing) {}

  private record StoredKey(KeyRecord key, long version) {}

  KeyShelf(SealedStorage storage, SecureRandom random) {
    this.storage = storage;
    this.random = random;
  }

  /// Reads the keys of earlier boots: those that the ledger has, with what is stored about them,
  /// which may be older than the ledger, or gone.
  ///
  /// @return what isn't in the ledger yet: requests that were under way when a boot ended
  /// @throws ServiceException if the store fails, or has something else than was stored
  List<Charged> load(KeyLedger ledger) throws ServiceException {
    Map<String, StoredKey> stored = stored();
    List<Charged> charged = new ArrayList<>();
    for (KeyRecord entered : ledger.keys()) {
      StoredKey found = stored.get(entered.id());
      KeyRecord key = found == null ? entered : entered.joined(found.key());
      long version = found == null ? Storage.ABSENT : found.version();
      accounts.put(key.id(), new Account(storage, key, version));
      Cost missing = key.used().minus(entered.used());
      if (!missing.equals(Cost.NOTHING)) {
        charged.add(new Charged(key.id(), missing));
      }
    }
    return charged;
  }

  private Map<String, StoredKey> stored() throws ServiceException {
    Map<String, StoredKey> stored = new HashMap<>();
    Optional<Bytes> from = Optional.empty();
    try {
      do {
        try (UnsealedPage page = storage.scan(Optional.of(Account.folder()), from, PAGE)) {
          for (Unsealed one : page.entries()) {
            KeyRecord key = KeyRecord.parse(one.value().use(Bytes::copyOf));
            stored.put(key.id(), new StoredKey(key, one.version()));
          }
          from = page.next();
        }
      } while (from.isPresent());
      return stored;
    } catch (StorageException e) {
      throw new ServiceException("keys: " + e.failure().code(), e);
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new ServiceException("keys: a record of another format", e);
    }
  }

  /// The name of a new key.
  ///
  /// @throws AccessRefusedException if there are too many
  String newId() throws AccessRefusedException {
    if (accounts.size() >= MOST) {
      throw new AccessRefusedException("too-many-keys", 409, "there are " + MOST + " keys");
    }
    return HexFormat.of().formatHex(bytes(ID));
  }

  /// Makes a secret for a key.
  Born born(String id) {
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET));
    return new Born(
        Credential.of(Bytes.copyOf(bytes(Credential.SALT)), secret), "sr-" + id + "-" + secret);
  }

  /// Takes a new key in, which the ledger has.
  void add(KeyRecord key) {
    Account account = new Account(storage, key, Storage.ABSENT);
    account.keepIfItCan();
    accounts.put(key.id(), account);
  }

  /// The account of a key that somebody shows. A wrong one takes as long, whatever is wrong.
  Optional<Shown> shown(String text) {
    Matcher parts = KEY.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Account account = accounts.get(parts.group(1));
    Credential credential = account == null ? Credential.NOBODYS : account.key().credential();
    boolean right = credential.fits(parts.group(2));
    return right && account != null
        ? Optional.of(new Shown(account, credential))
        : Optional.empty();
  }

  Optional<Account> account(String id) {
    return Optional.ofNullable(accounts.get(id));
  }

  /// All, by id.
  List<KeyRecord> all() {
    return accounts.keySet().stream()
        .sorted()
        .flatMap(id -> account(id).stream())
        .map(Account::key)
        .toList();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    storage.close();
  }
}
