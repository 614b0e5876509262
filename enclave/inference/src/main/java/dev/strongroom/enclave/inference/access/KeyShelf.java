// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.enclave.runtime.storage.UnsealedPage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
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
  private static final int SALT = 16;
  private static final int SECRET = 32;
  private static final Bytes LABEL = Bytes.utf8("strongroom api key v1\0");
  private static final Pattern KEY = Pattern.compile("sr-([0-9a-f]{16})-([A-Za-z0-9_-]{43})");

  private final SealedStorage storage;
  private final SecureRandom random;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /// A key that was just born.
  ///
  /// @param account that it is of
  /// @param text the key itself, which is nowhere else
  record Born(Account account, String text) {}

  KeyShelf(SealedStorage storage, SecureRandom random) {
    this.storage = storage;
    this.random = random;
  }

  /// Reads the keys of earlier boots.
  ///
  /// @throws ServiceException if the store fails, or has something else than was stored
  void load() throws ServiceException {
    Optional<Bytes> from = Optional.empty();
    try {
      do {
        try (UnsealedPage page = storage.scan(Optional.of(Account.folder()), from, PAGE)) {
          for (Unsealed one : page.entries()) {
            Bytes encoded = one.value().use(Bytes::copyOf);
            KeyRecord key = KeyRecord.parse(encoded);
            accounts.put(key.id(), new Account(storage, key, one.version()));
          }
          from = page.next();
        }
      } while (from.isPresent());
    } catch (StorageException e) {
      throw new ServiceException("keys: " + e.failure().code(), e);
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new ServiceException("keys: a record of another format", e);
    }
  }

  /// Makes a key.
  ///
  /// @throws AccessRefusedException if there are too many
  /// @throws StorageException if it can't be kept
  Born create(KeyRules rules) throws AccessRefusedException, StorageException {
    if (accounts.size() >= MOST) {
      throw new AccessRefusedException("too-many-keys", 409, "there are " + MOST + " keys");
    }
    String id = HexFormat.of().formatHex(bytes(ID));
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET));
    Bytes salt = Bytes.copyOf(bytes(SALT));
    KeyRecord key =
        new KeyRecord(
            id, salt, digest(salt, secret), rules, false, 0, Cost.NOTHING, Cost.NOTHING, Map.of());
    long version;
    try (Secret encoded = Secret.owning(key.encoded().toByteArray())) {
      version = storage.put(Account.name(id), Storage.ABSENT, encoded);
    }
    Account account = new Account(storage, key, version);
    accounts.put(id, account);
    return new Born(account, "sr-" + id + "-" + secret);
  }

  /// The account of a key that somebody shows. A wrong one takes as long, whatever is wrong.
  Optional<Account> shown(String text) {
    Matcher parts = KEY.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Account account = accounts.get(parts.group(1));
    Bytes salt = account == null ? Bytes.zeros(SALT) : account.key().salt();
    Bytes expected = account == null ? Bytes.zeros(32) : account.key().digest();
    boolean right =
        MessageDigest.isEqual(digest(salt, parts.group(2)).toByteArray(), expected.toByteArray());
    return right ? Optional.ofNullable(account) : Optional.empty();
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

  private static Bytes digest(Bytes salt, String secret) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      LABEL.updateTo(sha256);
      salt.updateTo(sha256);
      Bytes.utf8(secret).updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    storage.close();
  }
}
