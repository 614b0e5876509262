// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.ledger.receipt.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Checkpoints that got an anchor after their receipts had gone out, for receipts that are asked
/// for later. Of this boot, and only some of them. Thread-safe.
final class AnchorShelf {
  /// Checkpoints with a time stamp. The oldest go first.
  static final int MOST_STAMPED = 64;

  private final NavigableMap<Long, Cosigned> stamped = new TreeMap<>();
  private Optional<Cosigned> newest = Optional.empty();

  AnchorShelf() {}

  /// Keeps an anchor of a checkpoint.
  synchronized void add(Cosigned cosigned, Anchor anchor) {
    Cosigned known =
        stamped.getOrDefault(
            cosigned.size(), newest.filter(it -> it.size() == cosigned.size()).orElse(cosigned));
    List<Anchor> one = new ArrayList<>(List.of(anchor));
    one.removeAll(known.anchors());
    Cosigned with = known.with(one);
    if (with.anchors().stream().anyMatch(Anchor.Rfc3161.class::isInstance)) {
      stamped.put(with.size(), with);
      if (stamped.size() > MOST_STAMPED) {
        stamped.pollFirstEntry();
      }
    }
    if (newest.isEmpty() || newest.get().size() <= with.size()) {
      newest = Optional.of(with);
    }
  }

  /// The checkpoint that says most of a leaf: the first with a time stamp that holds it, else the
  /// newest with any anchor, else `latest`.
  ///
  /// @param latest holds the leaf
  synchronized Cosigned best(long index, Cosigned latest) {
    var first = stamped.higherEntry(index);
    return first != null ? first.getValue() : newest.filter(it -> it.size() > index).orElse(latest);
  }
}
