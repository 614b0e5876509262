// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.enclave.inference.access.KeyRecord.Window;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// A key with what it used. What a request may cost is kept before the request is let in: whoever
/// stops the enclave in between has it charged. Thread-safe; one change after another.
final class Account {
  private static final String FOLDER = "keys";

  private final SealedStorage storage;
  private KeyRecord key;
  private long version;

  /// @param version of the record in the store
  Account(SealedStorage storage, KeyRecord key, long version) {
    this.storage = storage;
    // What was reserved when an earlier boot ended was sent, for all that is known.
    this.key =
        key.with(key.requests(), key.used().plus(key.reserved()), Cost.NOTHING, key.windows());
    this.version = version;
  }

  static Name folder() {
    return Name.of(FOLDER);
  }

  static Name name(String id) {
    return Name.of(FOLDER, id);
  }

  synchronized KeyRecord key() {
    return key;
  }

  /// Lets a request in that may cost so much.
  ///
  /// @throws AccessRefusedException if a limit is reached; nothing is counted then
  /// @throws StorageException if that can't be kept
  synchronized void reserve(Cost most, Instant now)
      throws AccessRefusedException, StorageException {
    KeyRules rules = key.rules();
    if (key.revoked()) {
      throw new AccessRefusedException("key-revoked", 401, "the key was revoked");
    }
    if (rules.expires().filter(end -> !now.isBefore(end)).isPresent()) {
      throw new AccessRefusedException("key-expired", 401, "the key has expired");
    }
    Map<Span, Window> windows = counted(now);
    Cost all = key.used().plus(key.reserved()).plus(most);
    if (rules.tokens().isPresent() && all.tokens() > rules.tokens().getAsLong()) {
      throw new AccessRefusedException(
          "token-budget", 429, "the key's tokens don't suffice for what this may take");
    }
    if (rules.money().isPresent() && all.money() > rules.money().getAsLong()) {
      throw new AccessRefusedException(
          "money-budget", 429, "the key's money doesn't suffice for what this may cost");
    }
    KeyRecord before = key;
    key = key.with(key.requests() + 1, key.used(), key.reserved().plus(most), windows);
    try {
      keep();
    } catch (StorageException e) {
      // The request isn't let in; if it was kept all the same, it is charged.
      key = before;
      throw e;
    }
  }

  private Map<Span, Window> counted(Instant now) throws AccessRefusedException {
    Map<Span, Window> windows = new EnumMap<>(Span.class);
    for (Map.Entry<Span, Long> rate : key.rules().rates().entrySet()) {
      Span span = rate.getKey();
      // The host's clock may have gone back: a span that was seen isn't begun again.
      Window last = key.windows().getOrDefault(span, new Window(Long.MIN_VALUE, 0));
      long number = Math.max(span.number(now), last.number());
      long count = number == last.number() ? last.count() : 0;
      if (count >= rate.getValue()) {
        throw new AccessRefusedException(
            "rate-limit", 429, "so many requests a " + span.label(), span.left(now));
      }
      windows.put(span, new Window(number, count + 1));
    }
    return windows;
  }

  /// What a request that was let in did cost, instead of what it may have.
  synchronized void settle(Cost most, Cost cost) {
    key =
        key.with(key.requests(), key.used().plus(cost), key.reserved().minus(most), key.windows());
    try {
      keep();
    } catch (StorageException e) {
      // The store has what was reserved, which isn't less than what another boot may go by.
      return;
    }
  }

  /// Takes it no more.
  ///
  /// @throws StorageException if that can't be kept; it isn't taken by this boot all the same
  synchronized void revoke() throws StorageException {
    key = key.withRevoked();
    keep();
  }

  private void keep() throws StorageException {
    try (Secret encoded = Secret.owning(key.encoded().toByteArray())) {
      version = storage.put(name(key.id()), version, encoded);
    } catch (StorageException e) {
      // Whether it was written isn't known: the next write goes by what is there.
      Optional<Unsealed> there = storage.get(name(key.id()));
      there.ifPresent(one -> {
        version = one.version();
        one.close();
      });
      throw e;
    }
  }
}
