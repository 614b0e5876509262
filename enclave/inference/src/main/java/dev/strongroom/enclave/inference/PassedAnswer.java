// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.access.Admission;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.Verification;
import dev.strongroom.enclave.inference.receipt.Recording;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.stream.BrokenStreamException;
import dev.strongroom.enclave.inference.stream.BrokenStreamException.Problem;
import dev.strongroom.enclave.inference.stream.EventPump;
import dev.strongroom.enclave.inference.stream.StreamEvent;
import dev.strongroom.enclave.inference.stream.UsageCounter;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.inference.InferenceStatement.Backend;
import dev.strongroom.ledger.inference.ResponseChunks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One answer on its way from a back end to the client, byte for byte. Used once.
final class PassedAnswer {
  /// Shorter answers that are no streams are held until they have ended, so that one that doesn't
  /// end becomes an error instead of half an answer.
  private static final int HELD = 256 << 10;

  /// So long an answer is held if it is to be kept.
  private static final int KEPT = 2 << 20;

  private static final int PIECE = 16 << 10;
  private static final int OK = 200;

  private final Endpoint endpoint;
  private final String id;
  private final Models.Answered answered;
  private final BackendAnswer answer;
  private final Admission admission;
  private final Optional<Recording> recording;
  private final UsageCounter usage;
  private final Keeping keeping;
  private final GatewayLog log;
  private final GatewayFigures.Counted counted;

  /// Whether the receipt was entered; empty: nothing was said of how the answer ended yet.
  private Optional<Boolean> entered = Optional.empty();

  /// While something is written to the client, and if it wasn't taken.
  private boolean gone;

  PassedAnswer(
      Endpoint endpoint,
      String id,
      Models.Answered answered,
      Admission admission,
      Optional<Recording> recording,
      UsageCounter usage,
      Keeping keeping,
      GatewayLog log,
      GatewayFigures.Counted counted) {
    this.endpoint = endpoint;
    this.id = id;
    this.answered = answered;
    this.answer = answered.answer();
    this.admission = admission;
    this.recording = recording;
    this.usage = usage;
    this.keeping = keeping;
    this.log = log;
    this.counted = counted;
  }

  Response response() throws RefusedException, IOException {
    if (ResponseChunks.isEvents(answer.contentType())) {
      return Response.streaming(answer.status(), headers(), this::events);
    }
    int most = keeping.keeps() ? KEPT : HELD;
    byte[] held;
    try {
      held = answer.body().readNBytes(most);
    } catch (IOException e) {
      answer.close();
      throw cutShort();
    }
    if (held.length == most && !keeping.keeps()) {
      return Response.streaming(answer.status(), headers(), out -> longer(held, out));
    }
    answer.close();
    usage.see(new ByteArrayInputStream(held));
    if (admission.cut()) {
      broken(Problem.KEY_REVOKED.code());
      entered(Optional.of(Problem.KEY_REVOKED.code()));
      keeping.close();
      throw new RefusedException(Problem.KEY_REVOKED.code(), 401, Problem.KEY_REVOKED.words());
    }
    recording.ifPresent(it -> it.bytes(held, 0, held.length));
    Optional<String> heads = kept(held, most);
    if (!entered(Optional.empty())) {
      broken(Problem.NO_RECEIPT.code());
      throw new RefusedException(Problem.NO_RECEIPT.code(), 503, Problem.NO_RECEIPT.words())
          .retryAfter(1);
    }
    answered();
    Map<String, String> headers = new HashMap<>(headers());
    heads.ifPresent(said -> headers.put(Heads.HEADER, said));
    return new Response(answer.status(), headers, Bytes.copyOf(held));
  }

  /// Has an answer kept that is all here, if it is to be.
  private Optional<String> kept(byte[] held, int most) throws RefusedException {
    try (keeping) {
      if (!keeping.keeps()) {
        return Optional.empty();
      }
      if (held.length == most) {
        throw new HistoryRefusedException("too-large", 502, "an answer longer than is kept");
      }
      return answer.status() == OK ? keeping.whole(Bytes.copyOf(held)) : Optional.empty();
    } catch (HistoryRefusedException e) {
      broken(Problem.NOT_KEPT.code());
      entered(Optional.of(Problem.NOT_KEPT.code()));
      throw RefusedException.of(e);
    }
  }

  private Map<String, String> headers() {
    return Map.of(
        "content-type",
        answer.contentType(),
        "strongroom-request-id",
        id,
        "cache-control",
        "no-store, no-transform");
  }

  /// A stream of events.
  private void events(OutputStream out) throws IOException {
    EventPump.Passing passing =
        new EventPump.Passing() {
          @Override
          public void passing(StreamEvent event) throws BrokenStreamException {
            stillTaken();
            recording.ifPresent(it -> it.event(event.raw()));
            usage.see(event);
            keeping.see(event);
          }

          @Override
          public Optional<StreamEvent> finishing(StreamEvent last) throws BrokenStreamException {
            stillTaken();
            return answer.status() == OK ? keeping.finishing(last) : Optional.empty();
          }

          @Override
          public void ending() throws BrokenStreamException {
            if (!entered(Optional.empty())) {
              throw new BrokenStreamException(Problem.NO_RECEIPT);
            }
          }
        };
    try (answer;
        keeping) {
      new EventPump(answer.body(), out, endpoint.last(), passing).run();
      answered();
    } catch (BrokenStreamException e) {
      Problem problem = e.problem();
      broken(problem.code());
      Bytes event =
          Bytes.utf8(ErrorShape.event(endpoint.anthropic(), problem.code(), problem.words()));
      recording.ifPresent(it -> it.event(event));
      if (problem != Problem.NO_RECEIPT) {
        entered(Optional.of(problem.code()));
      }
      out.write(event.toByteArray());
      out.flush();
      throw e;
    } catch (IOException e) {
      broken(GatewayFigures.CLIENT_GONE);
      entered(Optional.of(GatewayFigures.CLIENT_GONE));
      throw e;
    } finally {
      counted.ended(GatewayFigures.FAILED);
    }
  }

  /// An answer in one piece that is too long to be held.
  private void longer(byte[] begun, OutputStream out) throws IOException {
    try (answer;
        keeping;
        InputStream rest = new PassedBytes(begun, answer.body(), piece -> pass(piece, out))) {
      usage.see(rest);
      // Where that understood no more, the rest is passed on all the same.
      byte[] piece = new byte[PIECE];
      int read = rest.read(piece);
      while (read >= 0) {
        read = rest.read(piece);
      }
      if (!entered(Optional.empty())) {
        throw new BrokenStreamException(Problem.NO_RECEIPT);
      }
      gone = true;
      out.flush();
      gone = false;
      answered();
    } catch (BrokenStreamException e) {
      broken(e.problem().code());
      if (e.problem() != Problem.NO_RECEIPT) {
        entered(Optional.of(e.problem().code()));
      }
      throw e;
    } catch (IOException | RuntimeException e) {
      // Whoever read last may have taken the first failure for the end, so it is no longer known.
      Problem problem = admission.cut() ? Problem.KEY_REVOKED : Problem.CUT_SHORT;
      String code = gone ? GatewayFigures.CLIENT_GONE : problem.code();
      broken(code);
      entered(Optional.of(code));
      throw e;
    }
  }

  /// Has counted what was used, and the receipt entered, if one was asked for. An answer ends once:
  /// what is said later, such as that its client didn't take the last of it, makes no second
  /// receipt that contradicts the first.
  ///
  /// @return whether the latter worked
  private boolean entered(Optional<String> problem) {
    if (entered.isEmpty()) {
      entered = Optional.of(ended(problem));
    }
    return entered.get();
  }

  private boolean ended(Optional<String> problem) {
    admission.ended(answer.status(), usage.usage(), problem.isEmpty());
    if (recording.isEmpty()) {
      return true;
    }
    try {
      recording
          .get()
          .end(
              answer.status(),
              answer.contentType(),
              new Backend(
                  answered.by().backend().name(),
                  answered.by().settings().kind(),
                  Views.weights(answered.by().settings()),
                  answer.verified().map(Verification::stated),
                  answer.receipt()),
              usage.usage(),
              problem);
      log.receipt();
      return true;
    } catch (NotaryException e) {
      return false;
    }
  }

  private void pass(byte[] piece, OutputStream out) throws IOException {
    stillTaken();
    recording.ifPresent(it -> it.bytes(piece, 0, piece.length));
    gone = true;
    out.write(piece);
    gone = false;
  }

  private void stillTaken() throws BrokenStreamException {
    if (admission.cut()) {
      throw new BrokenStreamException(Problem.KEY_REVOKED);
    }
  }

  private void answered() {
    log.answered();
    counted.answered(answer.status(), usage.usage());
  }

  private void broken(String code) {
    log.broken();
    counted.ended(code);
  }

  private RefusedException cutShort() {
    broken(Problem.CUT_SHORT.code());
    entered(Optional.of(Problem.CUT_SHORT.code()));
    return new RefusedException(Problem.CUT_SHORT.code(), 502, Problem.CUT_SHORT.words());
  }
}
