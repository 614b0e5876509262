// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.members.WriterFinder.Found;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.answer.AnswerBody;
import dev.strongroom.enclave.runtime.answer.AnswerHead;
import dev.strongroom.enclave.runtime.answer.MalformedAnswerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Requests on their way to the writer, over connections that are used again. A connection belongs
/// to one writer: when another takes over, those to the one before are closed. Thread-safe.
final class WriterLink implements AutoCloseable {
  /// As many as the way out has for one place, and some to look for the writer with.
  private static final int MOST = 112;

  private static final int MOST_WHOLE = 16 << 20;
  private static final int SILENCE_MILLIS = 300_000;
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(15);

  /// A connection that is about to be too old isn't begun with.
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /// What was answered by the writer before it left may take so long to arrive.
  private static final Duration PARTING = Duration.ofSeconds(1);

  private static final int REDIRECTED = 300;
  private static final int COPIED = 16 << 10;

  private final WriterFinder finder;
  private final MemberKey key;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(MOST);
  private final Deque<Kept> idle = new ArrayDeque<>();
  private final Set<Found> busy = new HashSet<>();
  private Bytes writer = Bytes.EMPTY;
  private volatile Answered answered = new Answered(Bytes.EMPTY, 0);

  private record Answered(Bytes writer, long at) {}

  private record Kept(Found found, Bytes writer, long since) {}

  WriterLink(WriterFinder finder, MemberKey key, InstantSource clock) {
    this.finder = finder;
    this.key = key;
    this.clock = clock;
  }

  /// There is no answer, and it isn't known whether the writer did what it was asked.
  static final class UncertainException extends IOException {
    private static final long serialVersionUID = 1;

    UncertainException(IOException cause) {
      super("the connection to the writer broke", cause);
    }
  }

  /// As much is on its way as may be. Nothing was sent.
  static final class CrowdedException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /// When a writer last did what it was asked, by the clock that never jumps.
  OptionalLong answered(Bytes by) {
    Answered last = answered;
    return last.writer().equals(by) ? OptionalLong.of(last.at()) : OptionalLong.empty();
  }

  /// Hands a request on.
  ///
  /// @param to names the writer's boot
  /// @param within how long to wait for a turn, in milliseconds
  /// @throws UncertainException if it was sent, and no answer came
  /// @throws IOException if it wasn't sent
  Response send(Bytes to, Request request, long within) throws IOException, InterruptedException {
    if (!free.tryAcquire(Math.max(0, within), TimeUnit.MILLISECONDS)) {
      throw new CrowdedException();
    }
    boolean streams = false;
    try {
      Response response = exchanged(to, request);
      streams = response.body() instanceof Response.Body.Streamed;
      return response;
    } finally {
      if (!streams) {
        free.release();
      }
    }
  }

  private Response exchanged(Bytes to, Request request) throws IOException, InterruptedException {
    Found found = taken(to);
    try {
      found.connection().output().write(HandedOn.encoded(request, key.request(to, request)));
      found.connection().output().flush();
      AnswerHead head = AnswerHead.read(found.input());
      // Reading says little: one whose store is away from it can still answer from memory.
      if (head.status() < REDIRECTED && !request.method().equals("GET")) {
        answered = new Answered(to, System.nanoTime());
      }
      return answer(head, found, to);
    } catch (IOException e) {
      dropped(found);
      throw new UncertainException(e);
    } catch (RuntimeException e) {
      dropped(found);
      throw e;
    }
  }

  private Response answer(AnswerHead head, Found found, Bytes to) throws IOException {
    boolean chunked = head.field("transfer-encoding").isPresent();
    Map<String, String> fields = HandedOn.fields(head.fields());
    Ended ended = new Ended(found, to, head.last(), chunked);
    AnswerBody body = AnswerBody.of(head, found.input(), ended);
    if (chunked) {
      return Response.streaming(
          head.status(),
          fields,
          out -> {
            try (body) {
              copy(body, out);
            }
          });
    }
    try (body) {
      byte[] whole = body.readNBytes(MOST_WHOLE + 1);
      if (whole.length > MOST_WHOLE) {
        throw new MalformedAnswerException("an answer that is too long");
      }
      return new Response(head.status(), fields, Bytes.copyOf(whole));
    }
  }

  /// What came goes on before more is waited for.
  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[COPIED];
    for (int n; (n = in.read(buffer)) >= 0; ) {
      out.write(buffer, 0, n);
      if (in.available() == 0) {
        out.flush();
      }
    }
  }

  private final class Ended implements AnswerBody.Ending {
    private final Found found;
    private final Bytes to;
    private final boolean last;
    private final boolean streamed;

    Ended(Found found, Bytes to, boolean last, boolean streamed) {
      this.found = found;
      this.to = to;
      this.last = last;
      this.streamed = streamed;
    }

    @Override
    public void complete() {
      if (last) {
        dropped(found);
      } else {
        kept(found, to);
      }
      release();
    }

    @Override
    public void broken() {
      dropped(found);
      release();
    }

    private void release() {
      if (streamed) {
        free.release();
      }
    }
  }

  private Found taken(Bytes to) throws IOException, InterruptedException {
    while (true) {
      Kept kept;
      synchronized (idle) {
        if (!to.equals(writer)) {
          parted();
          writer = to;
        }
        kept = idle.pollFirst();
        if (kept != null) {
          busy.add(kept.found());
        }
      }
      if (kept == null) {
        Found found = finder.connect(to);
        found.connection().socket().setSoTimeout(SILENCE_MILLIS);
        synchronized (idle) {
          busy.add(found);
        }
        return found;
      }
      if (usable(kept)) {
        return kept.found();
      }
      dropped(kept.found());
    }
  }

  private boolean usable(Kept kept) {
    try {
      return System.nanoTime() - kept.since() < LONGEST_IDLE.toNanos()
          && clock.instant().isBefore(kept.found().connection().goodUntil().minus(MARGIN))
          && kept.found().input().available() == 0;
    } catch (IOException e) {
      // It broke while nothing was asked of it.
      return false;
    }
  }

  private void kept(Found found, Bytes to) {
    boolean stays;
    synchronized (idle) {
      busy.remove(found);
      stays = to.equals(writer);
      if (stays) {
        idle.addFirst(new Kept(found, to, System.nanoTime()));
      }
    }
    if (!stays) {
      closed(found);
    }
  }

  private void dropped(Found found) {
    synchronized (idle) {
      busy.remove(found);
    }
    closed(found);
  }

  private static void closed(Found found) {
    try {
      found.connection().close();
    } catch (IOException e) {
      // It is given up either way.
      return;
    }
  }

  /// Another writes now: what is idle goes at once, what is under way after a moment, since the one
  /// before may never answer.
  void left(Bytes now) {
    synchronized (idle) {
      if (!writer.isEmpty() && !now.equals(writer)) {
        parted();
        writer = now;
      }
    }
  }

  private void parted() {
    List<Found> ended = new ArrayList<>();
    idle.forEach(kept -> ended.add(kept.found()));
    idle.clear();
    List<Found> asked = List.copyOf(busy);
    Thread.ofVirtual()
        .name("parting from a writer")
        .start(() -> {
          ended.forEach(WriterLink::closed);
          try {
            Thread.sleep(PARTING);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          asked.stream().filter(this::isBusy).forEach(WriterLink::closed);
        });
  }

  private boolean isBusy(Found found) {
    synchronized (idle) {
      return busy.contains(found);
    }
  }

  @Override
  public void close() {
    List<Found> all = new ArrayList<>();
    synchronized (idle) {
      idle.forEach(kept -> all.add(kept.found()));
      all.addAll(busy);
      idle.clear();
      writer = Bytes.EMPTY;
    }
    all.forEach(WriterLink::closed);
  }
}
