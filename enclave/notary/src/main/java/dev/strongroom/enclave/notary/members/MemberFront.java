// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Members;
import dev.strongroom.enclave.notary.NotaryApi;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.notary.NotarySettings;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.figures.FigureCounter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// A service on one of several enclaves with one store: where this one writes it answers, else the
/// writer does.
public final class MemberFront implements Service.Handler, AutoCloseable {
  private final Bytes self;
  private final MemberKey key;
  private final Election election;
  private final Turns turns;
  private final Following following;
  private final WriterLink link;
  private final Duration beat;
  private final FigureCounter handedOn;
  private final Consumer<String> stopping;
  private final Thread beats;
  private volatile boolean closed;

  private MemberFront(
      Enclave enclave, NotarySettings settings, MemberSettings members, Members.Writing service)
      throws ServiceException {
    self = MemberKey.sha256(enclave.keys().encoded());
    key = new MemberKey(enclave);
    beat = members.beat();
    link = new WriterLink(new WriterFinder(enclave, members, key), key, enclave.clock());
    election =
        new Election(
            new WriterShelf(enclave, settings.origin()),
            self,
            members.patience(),
            System::nanoTime,
            link::answered);
    turns = new Turns(enclave, election, service);
    following =
        new Following(
            election,
            link,
            new ReceiptCheck(enclave, settings.origin()),
            self,
            settings.patience(),
            enclave.random());
    stopping = enclave::stop;
    handedOn = enclave.figures().counter("members_handed_on", 1);
    enclave.figures().gauge("members_writing", () -> turns.writing().isPresent() ? 1 : 0);
    enclave.figures().gauge("members_term", election::term);
    beats = Thread.ofVirtual().name("members").unstarted(this::run);
  }

  /// Starts it. If nobody writes it is this one's turn, and the service has started when this
  /// returns.
  ///
  /// @throws ServiceException if it can't be a member, or it is its turn and the service can't
  ///   start
  public static MemberFront start(
      Enclave enclave, NotarySettings settings, MemberSettings members, Members.Writing service)
      throws ServiceException, InterruptedException {
    MemberFront front = new MemberFront(enclave, settings, members, service);
    try {
      boolean first = front.election.step() == Election.Step.WON;
      front.beats.start();
      if (first) {
        front.turns.beginNow();
      }
      front.turns.start();
      return front;
    } catch (ServiceException | InterruptedException | RuntimeException e) {
      front.close();
      throw e;
    }
  }

  private void run() {
    try {
      while (!closed) {
        Thread.sleep(beat);
        switch (election.step()) {
          case WON -> {
            link.left(self);
            turns.begin();
          }
          case LOST -> turns.end("another member took over");
          case FOLLOWS -> election.record().ifPresent(record -> link.left(record.writer()));
          case HOLDS -> {}
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Without its beat it would be a member that never takes over, or a writer that seems dead.
      if (!closed) {
        stopping.accept("members: internal-error: " + e.getClass().getName());
      }
    }
  }

  @Override
  public Response handle(Request request) throws Exception {
    Optional<Service.Handler> here = turns.writing();
    if (request.path().equals(MemberStatus.PATH)) {
      return MemberStatus.answer(request, key, self, role(here), election.record());
    }
    if (HandedOn.claims(request)) {
      Optional<Request> original = HandedOn.opened(request, self, key);
      if (original.isEmpty()) {
        return Response.text(403, "not handed on by a member\n");
      }
      return here.isPresent()
          ? here.get().handle(original.get())
          : NotaryApi.refused(NotaryRefusal.NOT_THE_WRITER);
    }
    if (here.isPresent()) {
      return here.get().handle(request);
    }
    handedOn.add();
    return following.handle(request, turns);
  }

  private String role(Optional<Service.Handler> here) {
    if (here.isPresent()) {
      return "writer";
    }
    if (turns.open() && !election.current()) {
      return "silent";
    }
    return election.holds() ? "opening" : "member";
  }

  /// Gives the turn up if it is this one's, when all that is under way is over.
  @Override
  public void close() {
    closed = true;
    beats.interrupt();
    turns.close();
    link.close();
    key.close();
  }
}
