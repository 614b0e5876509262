// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.Submitted;
import dev.strongroom.enclave.notary.Tagged;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Has entered what is done with keys and by them, and remembers it as the next boot will read it.
/// Thread-safe.
final class KeyEntries implements AutoCloseable {
  /// How many entries a start reads at most, about.
  static final long RENEWED = 50_000;

  private final Notary notary;
  private final KeyLedger ledger;
  private final KeySnapshot snapshot;
  private final InstantSource clock;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicReference<Optional<Submitted>> last = new AtomicReference<>(Optional.empty());

  /// @param ledger what was entered before
  /// @param snapshot renewed now and then; closed with this
  KeyEntries(Notary notary, KeyLedger ledger, KeySnapshot snapshot, InstantSource clock) {
    this.notary = notary;
    this.ledger = ledger;
    this.snapshot = snapshot;
    this.clock = clock;
  }

  /// Reads what earlier boots entered, each entry checked against the log's tree: all of the log,
  /// or what came after the last snapshot.
  ///
  /// @throws ServiceException if the store fails, or has something else than was entered
  static KeyLedger replayed(KeySnapshot snapshot) throws ServiceException {
    try {
      return snapshot.upToNow().ledger();
    } catch (NotaryException e) {
      throw new ServiceException("keys: " + e.refusal().code(), e);
    } catch (StorageException e) {
      throw new ServiceException("keys: " + e.failure().code(), e);
    }
  }

  /// Has an act entered, and waits until it is in the log for good, which the next boot goes by;
  /// not until it is cosigned.
  ///
  /// @param key after it
  /// @throws NotaryException if it isn't there, or if that isn't known
  Submitted enter(String act, String by, KeyRecord key)
      throws NotaryException, InterruptedException {
    Entry entry = entry(KeyLedger.act(act, by, key));
    Submitted submitted = notary.submit(List.of(new Tagged(entry, List.of())));
    long _ = submitted.durable();
    take(entry);
    return submitted;
  }

  /// Has an entry made, and doesn't wait for it.
  void submit(Map<String, Object> members) {
    Entry entry = entry(members);
    try {
      last.set(Optional.of(notary.submit(List.of(new Tagged(entry, List.of())))));
      take(entry);
    } catch (NotaryException e) {
      // The counts are kept; that one request isn't in the ledger is what the host chose.
      return;
    }
  }

  /// What was under way when a boot ended, and is charged by this one.
  void charge(KeyShelf.Charged charged) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", KeyLedger.USE);
    members.put("key", charged.id());
    members.put("endpoint", "unknown");
    members.put("model", "unknown");
    members.put("status", 0);
    members.put("complete", false);
    members.put("counted", false);
    members.putAll(charged.missing().members());
    submit(members);
  }

  /// What a key used, by day and model.
  List<Map<String, Object>> usage(String id) {
    return ledger.usage(id);
  }

  private void take(Entry entry) {
    try {
      ledger.take(entry);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("it was made here", e);
    }
    if (taken.incrementAndGet() % RENEWED == 0) {
      snapshot.renew();
    }
  }

  private Entry entry(Map<String, Object> members) {
    members.put("time", clock.instant().toString());
    try {
      return Entry.of(members);
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException("every member is bounded", e);
    }
  }

  /// Waits for what was submitted last, as a stop would leave it out of the ledger.
  @Override
  public void close() {
    try {
      Optional<Submitted> submitted = last.get();
      if (submitted.isPresent()) {
        long _ = submitted.get().durable();
      }
    } catch (NotaryException e) {
      // As when it was submitted.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      snapshot.close();
    }
  }
}
