// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.snapshot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.enclave.vault.dossier.ContentReader;
import dev.strongroom.enclave.vault.dossier.DossierException;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.State;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The last snapshot. It spares a boot from reading the whole log; it isn't what the boot trusts.
///
/// A host may show an old snapshot: more of the log is read then, and the same comes of it. What it
/// can't do is mix two of them, since the root says what belongs to it, or show one of another log,
/// since the log's own root at that time is in it.
public final class Snapshots implements Dossiers.Shelf {
  private static final Name LATEST = Name.of("latest");
  private static final String PURPOSE = "vault state";

  private final Notary notary;
  private final ContentReader reader;
  private final SealedStorage storage;
  private final PageStore pages;
  private volatile StateTree tree;
  private final InstantSource clock;
  private Instant written = Instant.EPOCH;
  private long version;
  private long from;

  /// The last snapshot in an enclave's store.
  ///
  /// @throws DossierException if there is one, and it can't be read or is of another log
  public Snapshots(Enclave enclave, Notary notary, ContentReader reader) throws DossierException {
    this.clock = enclave.clock();
    this.notary = notary;
    this.reader = reader;
    storage = enclave.sealedStorage(PURPOSE, 1, SealedStorage.Names.PLAIN);
    pages = new PageStore(storage, enclave.random());
    tree = new StateTree(pages, Optional.empty());
    version = Storage.ABSENT;
    try {
      Optional<Unsealed> latest = storage.get(LATEST);
      if (latest.isPresent()) {
        try (Unsealed unsealed = latest.get()) {
          version = unsealed.version();
          read(unsealed.value().use(Bytes::copyOf));
        }
      }
    } catch (StorageException e) {
      throw failed(e);
    } catch (NotaryException e) {
      throw new DossierException(e.refusal().code(), e.refusal().words(), e);
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new DossierException("state-inconsistent", "a snapshot of another format", e);
    }
  }

  private void read(Bytes latest) throws MalformedJsonException, NotaryException, DossierException {
    JsonNode node = CanonicalJson.parse(latest);
    long size = number(node.member("size"));
    String log = node.member("log").text();
    if (!log.equals(notary.key().text())) {
      throw new DossierException(
          "state-of-another-log",
          "the state of the vault's keys in this store belongs to the log "
              + log
              + ", and this enclave writes "
              + notary.key().text()
              + ". After a log's recovery that is always so: keys don't come over, and recovery kits"
              + " or exports bring them back into another vault (docs/vault.md, section 7)",
          null);
    }
    if (size > notary.size() || !notary.root(size).hex().equals(node.member("root").text())) {
      throw new DossierException(
          "state-of-another-log",
          "the state of the vault's keys in this store was written when the log had "
              + size
              + " entries, and the log that is here isn't a later one of those: the store is mixed"
              + " from several",
          null);
    }
    from = number(node.member("from"));
    written = Instant.ofEpochMilli(number(node.member("time")));
    Optional<JsonNode> page = node.optional("page");
    if (page.isPresent()) {
      tree =
          new StateTree(
              pages,
              Optional.of(
                  new Ref(
                      Long.parseUnsignedLong(page.get().text(), 16),
                      Bytes.fromHex(node.member("digest").text()))));
    }
  }

  private static long number(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number && number >= 0) {
      return number;
    }
    throw node.error("a number is needed");
  }

  /// The size of the log from which on entries have to be read.
  public long from() {
    return from;
  }

  /// When it was written, by the enclave's clock then: it is later now.
  public Instant written() {
    return written;
  }

  @Override
  public Optional<State> find(String about) throws DossierException {
    while (true) {
      StateTree now = tree;
      try {
        return find(now, about);
      } catch (StorageException e) {
        // What was read may have been removed meanwhile, by the next snapshot.
        if (tree.root().equals(now.root())) {
          throw failed(e);
        }
      }
    }
  }

  private Optional<State> find(StateTree in, String about)
      throws StorageException, DossierException {
    Optional<Ref> found = in.find(name(about));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      State state = State.decoded(pages.value(found.get()), reader);
      if (state.about().equals(about)) {
        return Optional.of(state);
      }
      throw new DossierException("state-inconsistent", "the state of another thing", null);
    } catch (MalformedJsonException e) {
      throw new DossierException("state-inconsistent", "a state of another format", e);
    }
  }

  private static Bytes name(String about) {
    return Ref.sha256(Bytes.utf8(about));
  }

  /// Writes a snapshot, and removes what only the one before needs. One thread at a time.
  ///
  /// @throws DossierException if it couldn't be written; the one before still holds
  public void write(Dossiers.Changed changed) throws DossierException {
    try {
      PageStore.Writing writing = pages.new Writing();
      Map<Bytes, Ref> states = new HashMap<>();
      for (State state : changed.states().values()) {
        states.put(name(state.about()), writing.write(state.encoded()));
      }
      List<Ref> replaced = new ArrayList<>();
      StateTree next = tree.with(states, writing, replaced);
      writing.flush();
      version = storage.put(LATEST, version, latest(next, changed.from()));
      tree = next;
      from = changed.from();
      AtOnce.each(replaced, pages::remove);
    } catch (StorageException e) {
      throw failed(e);
    } catch (NotaryException e) {
      throw new DossierException(e.refusal().code(), e.refusal().words(), e);
    }
  }

  /// What the states hold is in the log, so all of it is below the log's size by now.
  private Secret latest(StateTree next, long replayFrom) throws NotaryException {
    long size = notary.size();
    Map<String, Object> members = new HashMap<>();
    members.put("log", notary.key().text());
    members.put("from", replayFrom);
    members.put("time", Math.max(written.toEpochMilli(), clock.millis()));
    members.put("size", size);
    members.put("root", notary.root(size).hex());
    next.root()
        .ifPresent(page -> {
          members.put("page", Long.toHexString(page.id()));
          members.put("digest", page.digest().hex());
        });
    return Secret.owning(CanonicalJson.encode(members).toByteArray());
  }

  private static DossierException failed(StorageException e) {
    return new DossierException(e.failure().code(), e.failure().describe(), e);
  }
}
