// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Works out what a row of writes does when they happen one after the other, without doing it.
final class BatchPlan {
  /// What becomes of a write.
  sealed interface Outcome {
    /// It is done once the transaction is committed.
    record Written(List<Long> versions) implements Outcome {}

    /// It isn't.
    record Refused(StoreException why) implements Outcome {}
  }

  /// A key as the writes so far leave it.
  private record State(long version, @Nullable Bytes value) {}

  private final Map<Bytes, Long> before;
  private final Map<Bytes, State> touched = new HashMap<>();
  private long nextVersion;

  /// @param before the versions of the keys that are there
  /// @param firstVersion the first of as many unused versions as all writes have steps
  BatchPlan(Map<Bytes, Long> before, long firstVersion) {
    this.before = before;
    nextVersion = firstVersion;
  }

  /// Adds the next write.
  Outcome add(Write write) {
    for (int i = 0; i < write.steps().size(); i++) {
      Write.Step step = write.steps().get(i);
      long current = version(step.key());
      if (current != step.expected()) {
        return new Outcome.Refused(new StoreException(new StoreFailure.Conflict(i, current)));
      }
    }
    List<Long> versions = new ArrayList<>();
    for (Write.Step step : write.steps()) {
      long version = nextVersion++;
      versions.add(version);
      touched.put(step.key(), new State(version, step.value()));
    }
    return new Outcome.Written(versions);
  }

  /// What all writes together come to.
  List<Journal.Change> changes() {
    List<Journal.Change> changes = new ArrayList<>();
    touched.forEach((key, state) -> {
      long was = before.getOrDefault(key, KeyValueStore.ABSENT);
      boolean cameAndWent = was == KeyValueStore.ABSENT && state.value() == null;
      if (!cameAndWent) {
        changes.add(new Journal.Change(key, was, state.version(), state.value()));
      }
    });
    return changes;
  }

  private long version(Bytes key) {
    State state = touched.get(key);
    if (state == null) {
      return before.getOrDefault(key, KeyValueStore.ABSENT);
    }
    return state.value() == null ? KeyValueStore.ABSENT : state.version();
  }
}
