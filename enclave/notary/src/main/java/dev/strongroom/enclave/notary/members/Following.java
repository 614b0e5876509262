// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.NotaryApi;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a member does with requests while another writes: hands them on. Where that is harmless it
/// tries again until there is a writer, so that a change of the writer is a pause for clients.
final class Following {
  private static final String PROOFS = "/v1/proofs";
  private static final String ONCE = "idempotency-key";
  private static final int KEY = 16;
  private static final long PAUSE_MILLIS = 100;
  private static final int OK = 200;

  /// Answers of one that isn't the writer any more.
  private static final Set<NotaryRefusal> OVER =
      Set.of(NotaryRefusal.STOPPED, NotaryRefusal.NOT_THE_WRITER);

  private final Election election;
  private final WriterLink link;
  private final ReceiptCheck receipts;
  private final Bytes self;
  private final long patience;
  private final SecureRandom random;

  /// @param patience how long a request may wait for a writer
  Following(
      Election election,
      WriterLink link,
      ReceiptCheck receipts,
      Bytes self,
      Duration patience,
      SecureRandom random) {
    this.election = election;
    this.link = link;
    this.receipts = receipts;
    this.self = self;
    this.patience = patience.toNanos();
    this.random = random;
  }

  /// Answers a request.
  ///
  /// @param turns in case this enclave takes over while the request waits
  Response handle(Request request, Turns turns) throws Exception {
    if (!HandedOn.possible(request)) {
      return Response.text(405, "members don't hand this method on\n");
    }
    boolean proofs = request.path().equals(PROOFS) && request.method().equals("POST");
    boolean repeatable = proofs || request.method().equals("GET");
    Request asked = proofs ? once(request) : request;
    NotaryRefusal refusal = NotaryRefusal.NO_WRITER;
    long until = System.nanoTime() + patience;
    while (true) {
      Optional<Service.Handler> here = turns.writing();
      if (here.isPresent()) {
        return here.get().handle(asked);
      }
      long left = (until - System.nanoTime()) / 1_000_000;
      Optional<Bytes> writer = writer();
      if (writer.isPresent()) {
        try {
          Response response = link.send(writer.get(), asked, left);
          Optional<NotaryRefusal> over = over(response);
          if (over.isEmpty() || (over.get() == NotaryRefusal.STOPPED && !repeatable)) {
            return checked(asked, response, proofs);
          }
          // One that isn't the writer did nothing; one that stopped may have.
          refusal = over.get() == NotaryRefusal.STOPPED ? NotaryRefusal.WRITER_LOST : refusal;
        } catch (WriterLink.UncertainException e) {
          if (!repeatable) {
            return NotaryApi.refused(NotaryRefusal.WRITER_LOST);
          }
          refusal = NotaryRefusal.WRITER_LOST;
        } catch (WriterLink.CrowdedException e) {
          return NotaryApi.refused(
              refusal == NotaryRefusal.NO_WRITER ? NotaryRefusal.BUSY : refusal);
        } catch (IOException e) {
          // It wasn't sent; the next one may be there already.
        }
      }
      if (left <= 0) {
        return NotaryApi.refused(refusal);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private Optional<Bytes> writer() {
    return election
        .record()
        .filter(record -> record.held() && !record.writer().equals(self))
        .map(WriterRecord::writer);
  }

  /// With a key of this enclave's if the client sent none: asked again after a change of the writer
  /// it isn't entered twice.
  private Request once(Request request) {
    if (request.headers().containsKey(ONCE)) {
      return request;
    }
    byte[] key = new byte[KEY];
    random.nextBytes(key);
    Map<String, List<String>> headers = new HashMap<>(request.headers());
    headers.put(ONCE, List.of("member-" + HexFormat.of().formatHex(key)));
    return new Request(
        request.method(),
        request.path(),
        request.rawPath(),
        request.query(),
        headers,
        request.body(),
        request.protection());
  }

  private Response checked(Request asked, Response response, boolean proofs) {
    return !proofs || response.status() != OK || receipts.holds(asked, response)
        ? response
        : NotaryApi.refused(NotaryRefusal.WRONG_RECEIPT);
  }

  /// Whether it is the answer of one that isn't the writer any more, and in which words.
  private static Optional<NotaryRefusal> over(Response response) {
    if (response.status() != NotaryRefusal.STOPPED.status()
        || !(response.body() instanceof Response.Body.Whole(Bytes body))) {
      return Optional.empty();
    }
    try {
      String text = body.asUtf8();
      String code = JsonNode.parse(text == null ? "" : text).member("error").member("code").text();
      return OVER.stream().filter(refusal -> refusal.code().equals(code)).findFirst();
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }
}
