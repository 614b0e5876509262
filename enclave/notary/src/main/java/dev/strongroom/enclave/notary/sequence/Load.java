// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.sequence;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Beside;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What fits into one batch: the host's store takes so much in one write, and no more.
final class Load {
  /// Values beside those of the log itself, of which 4096 entries change fewer than 200: a write
  /// has 1024 at most.
  static final int MOST_PUTS = 640;

  /// Of what is stored beside the entries, in bytes: a write has 4 MiB at most.
  static final int MOST_BESIDE = 1 << 20;

  /// Of what a batch keeps about its requests, in bytes: a stored value has its limit.
  private static final int MOST_WEIGHT = 512 * 1024;

  private final int most;
  private final Set<Bytes> keys = new HashSet<>();
  private boolean begun;
  private int entries;
  private int weight;
  private int puts;
  private int beside;

  /// @param most entries
  Load(int most) {
    this.most = most;
  }

  /// Refuses what no batch takes.
  static void check(List<Beside> beside) {
    Set<Bytes> keys = new HashSet<>();
    beside.forEach(one -> keys.add(one.key()));
    if (beside.size() > MOST_PUTS || bytes(beside) > MOST_BESIDE || keys.size() < beside.size()) {
      throw new IllegalArgumentException("more than a batch takes beside its entries");
    }
  }

  private static int bytes(List<Beside> beside) {
    return beside.stream().mapToInt(one -> one.key().length() + one.value().length()).sum();
  }

  /// Whether a request fits in with those before; the first always does. Once one doesn't, nothing
  /// is asked any more.
  boolean takes(Pending request) {
    entries += request.content().count();
    weight += request.content().weight();
    puts += request.beside().size() + (request.once().isPresent() ? 1 : 0);
    beside += bytes(request.beside());
    boolean apart = request.beside().stream().allMatch(one -> keys.add(one.key()));
    boolean fits =
        entries <= most
            && weight <= MOST_WEIGHT
            && puts <= MOST_PUTS
            && beside <= MOST_BESIDE
            && apart;
    boolean first = !begun;
    begun = true;
    return first || fits;
  }
}
