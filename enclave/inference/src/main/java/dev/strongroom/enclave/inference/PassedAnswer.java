// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.access.Admission;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.receipt.Recording;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.stream.BrokenStreamException;
import dev.strongroom.enclave.inference.stream.BrokenStreamException.Problem;
import dev.strongroom.enclave.inference.stream.EventPump;
import dev.strongroom.enclave.inference.stream.StreamEvent;
import dev.strongroom.enclave.inference.stream.UsageCounter;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.inference.InferenceStatement.Backend;
import dev.strongroom.ledger.inference.ResponseChunks;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/// One answer on its way from a back end to the client, byte for byte. Used once.
final class PassedAnswer {
  /// Shorter answers that are no streams are held until they have ended, so that one that doesn't
  /// end becomes an error instead of half an answer.
  private static final int HELD = 256 << 10;

  private static final int PIECE = 16 << 10;

  private final Endpoint endpoint;
  private final String id;
  private final Models.Answered answered;
  private final BackendAnswer answer;
  private final Admission admission;
  private final Optional<Recording> recording;
  private final UsageCounter usage;
  private final GatewayLog log;

  PassedAnswer(
      Endpoint endpoint,
      String id,
      Models.Answered answered,
      Admission admission,
      Optional<Recording> recording,
      UsageCounter usage,
      GatewayLog log) {
    this.endpoint = endpoint;
    this.id = id;
    this.answered = answered;
    this.answer = answered.answer();
    this.admission = admission;
    this.recording = recording;
    this.usage = usage;
    this.log = log;
  }

  Response response() throws RefusedException, IOException {
    if (ResponseChunks.isEvents(answer.contentType())) {
      return Response.streaming(answer.status(), headers(), this::events);
    }
    byte[] held;
    try {
      held = answer.body().readNBytes(HELD);
    } catch (IOException e) {
      answer.close();
      throw broken();
    }
    if (held.length == HELD) {
      return Response.streaming(answer.status(), headers(), out -> longer(held, out));
    }
    answer.close();
    recording.ifPresent(it -> it.bytes(held, 0, held.length));
    usage.see(new ByteArrayInputStream(held));
    if (!entered(Optional.empty())) {
      log.broken();
      throw new RefusedException(Problem.NO_RECEIPT.code(), 503, Problem.NO_RECEIPT.words())
          .retryAfter(1);
    }
    log.answered();
    return new Response(answer.status(), headers(), Bytes.copyOf(held));
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
          public void passing(StreamEvent event) {
            recording.ifPresent(it -> it.event(event.raw()));
            usage.see(event);
          }

          @Override
          public void ending() throws BrokenStreamException {
            if (!entered(Optional.empty())) {
              throw new BrokenStreamException(Problem.NO_RECEIPT);
            }
          }
        };
    try (answer) {
      new EventPump(answer.body(), out, endpoint.last(), passing).run();
      log.answered();
    } catch (BrokenStreamException e) {
      log.broken();
      Problem problem = e.problem();
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
      log.broken();
      entered(Optional.of("client-gone"));
      throw e;
    }
  }

  /// An answer in one piece that is too long to be held.
  private void longer(byte[] begun, OutputStream out) throws IOException {
    try (answer;
        InputStream rest = new Passed(begun, out)) {
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
      out.flush();
      log.answered();
    } catch (IOException | RuntimeException e) {
      log.broken();
      if (!(e instanceof BrokenStreamException)) {
        entered(Optional.of(Problem.CUT_SHORT.code()));
      }
      throw e;
    }
  }

  /// What is read from it was passed on.
  private final class Passed extends FilterInputStream {
    private final InputStream begun;
    private final OutputStream out;
    private boolean failed;

    Passed(byte[] begun, OutputStream out) {
      super(answer.body());
      this.begun = new ByteArrayInputStream(begun);
      this.out = out;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      // Whoever reads first may take a failure for the end.
      if (failed) {
        throw new IOException("it failed before");
      }
      failed = true;
      int taken = begun.read(bytes, offset, length);
      int read = taken >= 0 ? taken : in.read(bytes, offset, length);
      if (read > 0) {
        recording.ifPresent(it -> it.bytes(bytes, offset, read));
        out.write(bytes, offset, read);
      }
      failed = false;
      return read;
    }

    @Override
    public void close() {
      // The answer is closed by whoever has it.
    }
  }

  /// Has counted what was used, and the receipt entered, if one was asked for.
  ///
  /// @return whether the latter worked
  private boolean entered(Optional<String> problem) {
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
                  answer.evidence()),
              usage.usage(),
              problem);
      log.receipt();
      return true;
    } catch (NotaryException e) {
      return false;
    }
  }

  private RefusedException broken() {
    log.broken();
    entered(Optional.of(Problem.CUT_SHORT.code()));
    return new RefusedException(Problem.CUT_SHORT.code(), 502, Problem.CUT_SHORT.words());
  }
}
