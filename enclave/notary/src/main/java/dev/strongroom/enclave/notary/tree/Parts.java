// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.tree;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.tile.EntryBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The leaves at the log's end, in parts of 32: as a bundle they are rewritten more often than they
/// are worth, and some are long. Not thread-safe.
public final class Parts {
  /// Leaves of a whole part.
  public static final int LEAVES = 32;

  private final Map<Long, List<Bytes>> parts = new TreeMap<>();
  private long size;

  /// Leaves up to `size`, of which the last part has these.
  ///
  /// @param last leaves of the part that isn't whole; empty if there is none
  public Parts(long size, List<Bytes> last) {
    if (last.size() != size % LEAVES) {
      throw new IllegalArgumentException(last.size() + " leaves of " + size % LEAVES);
    }
    this.size = size;
    if (!last.isEmpty()) {
      parts.put(size / LEAVES, new ArrayList<>(last));
    }
  }

  /// Adds a leaf.
  public void append(Bytes leaf) {
    parts.computeIfAbsent(size / LEAVES, _ -> new ArrayList<>(LEAVES)).add(leaf);
    size++;
  }

  /// The bytes of all parts that may have changed, by their numbers.
  public Map<Long, Bytes> changes() {
    Map<Long, Bytes> encoded = new TreeMap<>();
    parts.forEach((number, leaves) -> encoded.put(number, new EntryBundle(leaves).encoded()));
    return encoded;
  }

  /// What was appended is durable.
  public void committed() {
    parts.keySet().removeIf(number -> (number + 1) * LEAVES <= size);
  }

  /// What was appended since there were `durable` leaves is taken away again.
  public void forget(long durable) {
    size = durable;
    parts
        .entrySet()
        .removeIf(part -> {
          long left = durable - part.getKey() * LEAVES;
          List<Bytes> leaves = part.getValue();
          leaves.subList(Math.clamp(left, 0, leaves.size()), leaves.size()).clear();
          return leaves.isEmpty();
        });
  }
}
