// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Anchor;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The row that only lets the log grow: each write names the row that it replaces, whose tree has
/// to be the start of this one. A row is written after its checkpoint is durable and cosigned, so
/// at a boot a row with more leaves than the store shows that the store is old.
final class RowAnchor implements CheckpointAnchor {
  private final AnchorSettings.DynamoDb settings;
  private final DynamoTable table;
  private final VerifierKey log;
  private final Anchors.Roots roots;
  private final InstantSource clock;

  /// The row as it was seen.
  private record Seen(Optional<Row> row) {}

  /// Null while nobody knows what the row is.
  private @Nullable Seen known;

  RowAnchor(
      AnchorSettings.DynamoDb settings,
      DynamoTable table,
      VerifierKey log,
      Anchors.Roots roots,
      InstantSource clock) {
    this.settings = settings;
    this.table = table;
    this.log = log;
    this.roots = roots;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "dynamodb " + settings.table();
  }

  /// Compares the row with what the store has.
  ///
  /// @param size of the tree in the store
  /// @throws AnchorException as [AnchorFailure#ROLLED_BACK] or [AnchorFailure#CONFLICT] if they
  ///   contradict each other, else if the row can't be read
  void check(long size) throws AnchorException, InterruptedException {
    Seen _ = refresh(size);
  }

  private Seen refresh(long size) throws AnchorException, InterruptedException {
    known = null;
    Seen seen = new Seen(table.read(log));
    if (seen.row().isPresent()) {
      compare(seen.row().get(), size);
    }
    known = seen;
    return seen;
  }

  private void compare(Row row, long size) throws AnchorException {
    if (row.size() > size) {
      throw new AnchorException(
          AnchorFailure.ROLLED_BACK,
          "the log here has "
              + size
              + " entries, but the row of "
              + row.written()
              + " in table "
              + settings.table()
              + " "
              + row.size());
    }
    Bytes root;
    try {
      root = roots.at(row.size());
    } catch (StorageException e) {
      throw new AnchorException(
          AnchorFailure.UNREACHABLE, "the host's store: " + e.failure().code());
    }
    if (!root.equals(row.root())) {
      throw new AnchorException(
          AnchorFailure.CONFLICT,
          "the row in table "
              + settings.table()
              + " is of another history, of "
              + row.size()
              + " entries");
    }
  }

  @Override
  public Anchor anchor(Cosigned cosigned) throws AnchorException, InterruptedException {
    Seen before = known;
    Optional<Row> written = written(cosigned, before != null ? before : refresh(cosigned.size()));
    if (written.isEmpty()) {
      // An earlier write may have come through whose answer was lost.
      written = written(cosigned, refresh(cosigned.size()));
    }
    return shown(
        written.orElseThrow(() ->
            new AnchorException(AnchorFailure.CONFLICT, "somebody else writes the row as well")));
  }

  /// @return empty if the row isn't what it was seen to be
  private Optional<Row> written(Cosigned cosigned, Seen before)
      throws AnchorException, InterruptedException {
    Row next = next(cosigned, before.row());
    if (before.row().isPresent() && before.row().get().sameTree(next)) {
      return before.row();
    }
    known = null;
    if (!table.write(next)) {
      return Optional.empty();
    }
    known = new Seen(Optional.of(next));
    return Optional.of(next);
  }

  private Row next(Cosigned cosigned, Optional<Row> before) {
    return new Row(
        cosigned.size(),
        cosigned.checkpoint().checkpoint().root(),
        cosigned.epoch().statement().index(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        before.map(row -> new Row.Before(row.size(), row.root())),
        cosigned.checkpoint().note());
  }

  private Anchor shown(Row row) {
    return Anchor.DynamoDb.of(settings.table(), settings.region(), row.content(settings.key()));
  }
}
