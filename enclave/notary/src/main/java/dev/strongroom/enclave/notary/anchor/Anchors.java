// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.cosign.Cosigner;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.log.LogField;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Anchor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// All anchors of a log. Those that are required are asked before a checkpoint's receipts go out,
/// the others besides.
public final class Anchors implements Cosigner.Anchoring, AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(5);
  private static final Duration BOOT = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 500;
  private static final int MOST_WORDS = 200;

  private final List<CheckpointAnchor> required = new ArrayList<>();
  private final List<AnchorWorker> workers = new ArrayList<>();
  private final AnchorShelf shelf = new AnchorShelf();
  private final Complaints complaints;
  private final Optional<RowAnchor> row;
  private final boolean rowRequired;
  private final Optional<BeaconWatch> beacon;

  /// The tree of the log.
  @FunctionalInterface
  public interface Roots {
    /// The root of the tree when it had `size` leaves.
    Bytes at(long size) throws StorageException;
  }

  /// Opens the ways to all anchors; nobody is asked yet.
  ///
  /// @param log the log's key
  /// @throws ServiceException if the egress doesn't allow one of them
  public Anchors(AnchorSettings settings, Enclave enclave, VerifierKey log, Roots roots)
      throws ServiceException {
    this.complaints =
        new Complaints(
            enclave
                    .log()
                    .declare(
                        Level.WARNING,
                        "anchor",
                        LogField.text("name", MOST_WORDS),
                        LogField.text("problem", MOST_WORDS))
                ::write);
    this.row = row(settings, enclave, log, roots);
    this.rowRequired = settings.dynamoDb().map(AnchorSettings.DynamoDb::required).orElse(false);
    row.ifPresent(it -> add(it, rowRequired, settings.dynamoDb().orElseThrow().every()));
    for (AnchorSettings.Rfc3161 authority : settings.authorities()) {
      add(
          new TokenAnchor(authority, outside(authority.url(), enclave), enclave.random()),
          authority.required(),
          authority.every());
    }
    this.beacon = beacon(settings, enclave);
  }

  private static Optional<RowAnchor> row(
      AnchorSettings settings, Enclave enclave, VerifierKey log, Roots roots)
      throws ServiceException {
    if (settings.dynamoDb().isEmpty()) {
      return Optional.empty();
    }
    AnchorSettings.DynamoDb table = settings.dynamoDb().get();
    return Optional.of(
        new RowAnchor(
            table,
            new DynamoTable(
                table, outside(table.endpoint(), enclave), enclave.credentials(), enclave.clock()),
            log,
            roots,
            enclave.clock()));
  }

  private Optional<BeaconWatch> beacon(AnchorSettings settings, Enclave enclave)
      throws ServiceException {
    if (settings.beacon().isEmpty()) {
      return Optional.empty();
    }
    AnchorSettings.Beacon chain = settings.beacon().get();
    return Optional.of(
        new BeaconWatch(
            chain,
            new DrandBeacon(chain, outside(chain.url(), enclave), enclave.clock()),
            enclave.clock(),
            complaints));
  }

  private static Outside outside(URI url, Enclave enclave) throws ServiceException {
    try {
      return Outside.to(url, enclave.egress(), CALL);
    } catch (IOException e) {
      throw new ServiceException("an anchor: " + e.getMessage(), e);
    }
  }

  private void add(CheckpointAnchor anchor, boolean isRequired, Duration every) {
    if (isRequired) {
      required.add(anchor);
    } else {
      workers.add(new AnchorWorker(anchor, every, shelf, complaints));
    }
  }

  /// Compares what the host's store has with what anchors saw, before anything is written.
  ///
  /// @param size of the tree in the store
  /// @throws ServiceException if an anchor shows that the store is old or of another history, or
  ///   one that is required isn't there
  public void check(long size) throws ServiceException, InterruptedException {
    if (row.isEmpty()) {
      return;
    }
    RowAnchor asked = row.get();
    long until = System.nanoTime() + BOOT.toNanos();
    while (true) {
      try {
        asked.check(size);
        complaints.well(asked.name());
        return;
      } catch (AnchorException e) {
        complaints.about(asked.name(), e);
        if (e.failure().contradiction()) {
          throw new ServiceException(
              e.failure().code() + ": anchor " + asked.name() + ": " + e.detail(), e);
        }
        if (!rowRequired) {
          return;
        }
        if (System.nanoTime() >= until) {
          throw new ServiceException("anchor-missing: " + asked.name() + ": " + e.getMessage(), e);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /// Starts those that work besides.
  public void start(Cosigner cosigner) {
    beacon.ifPresent(BeaconWatch::start);
    for (AnchorWorker worker : workers) {
      AutoCloseable _ = cosigner.listen(worker::offer);
      cosigner.latest().ifPresent(worker::offer);
      worker.start();
    }
  }

  @Override
  public Optional<Cosigned> anchored(Cosigned cosigned) throws InterruptedException {
    if (required.isEmpty()) {
      return Optional.of(cosigned);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Anchor>> asked = new ArrayList<>();
      for (CheckpointAnchor anchor : required) {
        asked.add(threads.submit(() -> anchor.anchor(cosigned)));
      }
      List<Anchor> anchors = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        try {
          anchors.add(asked.get(i).get());
          complaints.well(required.get(i).name());
        } catch (ExecutionException e) {
          complain(required.get(i), e.getCause());
        }
      }
      return anchors.size() == asked.size()
          ? Optional.of(cosigned.with(anchors))
          : Optional.empty();
    }
  }

  private void complain(CheckpointAnchor anchor, @Nullable Throwable cause) {
    complaints.about(
        anchor.name(),
        cause instanceof AnchorException failure
            ? failure
            : new AnchorException(AnchorFailure.FAILED, String.valueOf(cause)));
  }

  /// Names of required anchors that fail.
  public List<String> missing() {
    return required.stream().map(CheckpointAnchor::name).filter(complaints::failing).toList();
  }

  /// The checkpoint whose anchors say most of a leaf.
  ///
  /// @param latest holds the leaf
  public Cosigned best(long index, Cosigned latest) {
    return shelf.best(index, latest);
  }

  /// The beacon's value for a new entry; empty if there is none to be had.
  public Optional<ProofEntry.Beacon> notBefore() {
    return beacon.flatMap(BeaconWatch::current);
  }

  /// Whether nothing may be entered without a beacon's value.
  public boolean needsBeacon() {
    return beacon.isPresent() && beacon.get().required();
  }

  @Override
  public void close() {
    workers.forEach(AnchorWorker::close);
    beacon.ifPresent(BeaconWatch::close);
  }
}
