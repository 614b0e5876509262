// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.history.Turn;
import dev.strongroom.enclave.inference.stream.BrokenStreamException;
import dev.strongroom.enclave.inference.stream.BrokenStreamException.Problem;
import dev.strongroom.enclave.inference.stream.StreamEvent;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.notary.NotaryException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Has an answer kept while it goes by, if its request asked for that. An answer isn't over before
/// it is kept. Used by one thread.
final class Keeping implements AutoCloseable {
  private static final Set<String> LAST = Set.of("response.completed", "response.incomplete");

  private final Turn turn;
  private Optional<StreamEvent> last = Optional.empty();

  Keeping(Turn turn) {
    this.turn = turn;
  }

  boolean keeps() {
    return turn.keeps();
  }

  /// An answer in one piece.
  Optional<String> whole(Bytes response) throws HistoryRefusedException {
    try (turn) {
      return turn.keep(response);
    } catch (NotaryException e) {
      throw new HistoryRefusedException(
          e.refusal().code(), e.refusal().status(), e.refusal().words());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notKept();
    }
  }

  /// An event of a stream.
  void see(StreamEvent event) {
    if (keeps() && LAST.stream().anyMatch(type -> event.contains(Bytes.utf8(type)))) {
      last = Optional.of(event);
    }
  }

  /// The end of a stream. What the user's side is to remember goes before it, in a comment: there
  /// is no other place where clients that don't know of it pass it over.
  Optional<StreamEvent> finishing(StreamEvent held) throws BrokenStreamException {
    if (!keeps()) {
      return Optional.empty();
    }
    see(held);
    if (last.isEmpty()) {
      return Optional.empty();
    }
    try {
      Map<String, Bytes> event = RawJson.members(Bytes.utf8(last.get().data()));
      if (!LAST.contains(RawJson.text(event.getOrDefault("type", Bytes.EMPTY), 100))) {
        return Optional.empty();
      }
      return whole(Optional.ofNullable(event.get("response")).orElseThrow(Keeping::notKept))
          .map(said -> new StreamEvent(Bytes.utf8(": " + Heads.HEADER + ": " + said + "\n\n")));
    } catch (HistoryRefusedException e) {
      throw new BrokenStreamException(Problem.NOT_KEPT);
    }
  }

  private static HistoryRefusedException notKept() {
    return new HistoryRefusedException(
        Problem.NOT_KEPT.code(), 503, "it can't be kept as was asked for");
  }

  @Override
  public void close() {
    turn.close();
  }
}
