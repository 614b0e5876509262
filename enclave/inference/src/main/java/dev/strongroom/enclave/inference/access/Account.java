// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A key with what it used. What a request may cost is kept before the request is let in: whoever
/// stops the enclave in between has it charged. Thread-safe; one change after another.
final class Account {
  private static final String FOLDER = "keys";

  private final SealedStorage storage;
  private volatile KeyRecord key;
  private long version;

  /// What was reserved for a request.
  ///
  /// @param by what its key was recognised by
  /// @param most that it may cost
  /// @param periods whose budgets it was taken from: their numbers, by the names of their windows
  record Reserved(Credential by, Cost most, Map<String, Long> periods) {
    Reserved {
      periods = Map.copyOf(periods);
    }
  }

  /// @param version of the record in the store
  Account(SealedStorage storage, KeyRecord key, long version) {
    this.storage = storage;
    this.key = key;
    this.version = version;
  }

  static Name folder() {
    return Name.of(FOLDER);
  }

  static Name name(String id) {
    return Name.of(FOLDER, id);
  }

  KeyRecord key() {
    return key;
  }

  /// Lets a request in that may cost so much.
  ///
  /// @param shown what the request's key was recognised by
  /// @throws AccessRefusedException if a limit is reached; nothing is counted then
  /// @throws StorageException if that can't be kept
  synchronized Reserved reserve(Credential shown, Cost most, Instant now)
      throws AccessRefusedException, StorageException {
    check(shown, now);
    Map<String, Window> windows = new HashMap<>(key.windows());
    Map<String, Long> periods = limited(windows, most, now);
    KeyRecord before = key;
    key = key.with(key.requests() + 1, key.used(), key.reserved().plus(most), windows);
    try {
      keep();
    } catch (StorageException | RuntimeException e) {
      // The request isn't let in; if it was kept all the same, it is charged.
      key = before;
      throw e;
    }
    return new Reserved(shown, most, periods);
  }

  /// Whether it is taken at all now; nothing is counted.
  ///
  /// @param shown what the request's key was recognised by
  /// @throws AccessRefusedException if it isn't
  void check(Credential shown, Instant now) throws AccessRefusedException {
    KeyRecord it = key;
    if (it.revoked()) {
      throw new AccessRefusedException("key-revoked", 401, "the key was revoked");
    }
    if (!it.credential().equals(shown)) {
      throw new AccessRefusedException("key-unknown", 401, "the key was replaced just now");
    }
    it.rules().holds(now);
  }

  /// Counts a request in its spans and periods.
  ///
  /// @return which periods' budgets it takes from
  private Map<String, Long> limited(Map<String, Window> windows, Cost most, Instant now)
      throws AccessRefusedException {
    KeyRules rules = key.rules();
    // All of them, as the ledger has it: a rule that comes later finds what was used before it.
    for (Span span : Span.values()) {
      Window window = counted(windows, KeyRecord.window(span), span.number(now), Cost.NOTHING);
      if (window.requests() > rules.rates().getOrDefault(span, Long.MAX_VALUE)) {
        throw new AccessRefusedException(
            "rate-limit", 429, "so many requests a " + span.label(), span.left(now));
      }
    }
    Cost all = key.used().plus(key.reserved()).plus(most);
    Budget.COUNTABLE.holds(all, 0);
    rules.budget().holds(all, 0);
    Map<String, Long> periods = new HashMap<>();
    for (Period period : Period.values()) {
      String name = KeyRecord.window(period);
      Window window = counted(windows, name, period.number(now), most);
      rules.budgets().getOrDefault(period, Budget.NONE).holds(window.cost(), period.left(now));
      periods.put(name, window.number());
    }
    return periods;
  }

  private static Window counted(Map<String, Window> windows, String name, long number, Cost most) {
    Window window = windows.getOrDefault(name, Window.NONE).at(number).plus(1, most);
    windows.put(name, window);
    return window;
  }

  /// What a request that was let in did cost, instead of what it may have.
  synchronized void settle(Reserved reserved, Cost cost) {
    Map<String, Window> windows = new HashMap<>(key.windows());
    reserved
        .periods()
        .forEach((name, number) -> {
          Window window = windows.getOrDefault(name, Window.NONE);
          // In a period that has passed it doesn't matter any more.
          if (window.number() == number) {
            windows.put(name, window.plus(0, cost.minus(reserved.most())));
          }
        });
    key =
        key.with(
            key.requests(), key.used().plus(cost), key.reserved().minus(reserved.most()), windows);
    // The store has what was reserved, which isn't less than what another boot may go by.
    keepIfItCan();
  }

  /// Whether requests under way that showed this go on.
  boolean takes(Credential shown) {
    KeyRecord now = key;
    return !now.revoked() && now.credential().equals(shown);
  }

  /// Takes it no more in this boot, and nothing more is passed on to whoever showed it. It isn't
  /// kept yet.
  synchronized void revoke() {
    key = key.withRevoked();
  }

  /// Gives it other rules, which the ledger has, for requests from now on.
  synchronized void change(KeyRules rules) {
    key = key.withRules(rules);
    keepIfItCan();
  }

  /// Takes another secret instead, which the ledger has.
  synchronized void rotate(Credential credential) {
    key = key.withCredential(credential);
    keepIfItCan();
  }

  /// Keeps what it is now. If that fails, the next boot goes by the ledger, and by the record as it
  /// was.
  synchronized void keepIfItCan() {
    try {
      keep();
    } catch (StorageException e) {
      // What holds doesn't depend on it.
      return;
    }
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
