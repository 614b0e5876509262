// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.sequence;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.ledger.entry.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A request on its way into the log.
final class Pending {
  private final Content content;
  private final List<Beside> beside;
  private final Bytes seed;
  private final Optional<OnceKey> once;
  private final Runnable done;
  private final List<Bytes> leaves;
  private final List<Bytes> hashes;
  private final Entering entering;

  /// @param beside what is stored with it
  /// @param entering told how far it has come
  /// @param done run once, when it has its answer
  Pending(
      Content content,
      List<Beside> beside,
      Bytes seed,
      Optional<OnceKey> once,
      Entering entering,
      Runnable done) {
    this.entering = entering;
    this.content = content;
    this.beside = List.copyOf(beside);
    this.seed = seed;
    this.once = once;
    this.done = done;
    List<Bytes> entries = content.encoded();
    leaves = new ArrayList<>(entries.size());
    hashes = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      Leaf leaf = content.leaf(entries.get(i), seed, i);
      leaves.add(leaf.encoded());
      hashes.add(leaf.hash());
    }
  }

  Content content() {
    return content;
  }

  List<Beside> beside() {
    return beside;
  }

  Bytes seed() {
    return seed;
  }

  Optional<OnceKey> once() {
    return once;
  }

  List<Bytes> leaves() {
    return leaves;
  }

  List<Bytes> hashes() {
    return hashes;
  }

  /// It is durable.
  ///
  /// @param start index of its first entry
  void written(long start) {
    entering.written().complete(start);
  }

  void complete(Placed outcome) {
    if (entering.placed().complete(outcome)) {
      done.run();
    }
  }

  void fail(NotaryRefusal refusal) {
    entering.written().completeExceptionally(new NotaryException(refusal));
    if (entering.placed().completeExceptionally(new NotaryException(refusal))) {
      done.run();
    }
  }
}
