// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.AddCheckpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A witness that does its work, or whatever a test wants it to do instead.
final class ScriptedWitness implements AutoCloseable {
  /// What it does.
  enum Manner {
    HONEST,
    /// Signs something else.
    WRONG_SIGNATURE,
    /// Signs by a key that isn't its own.
    OTHER_KEY,
    /// Answers more than anybody wants to read.
    HUGE,
    /// Begins an answer and never ends it.
    ENDLESS,
    /// Takes the request and says nothing.
    SILENT,
    /// Says that it has cosigned a greater tree.
    AHEAD,
    /// Says that it has cosigned another tree of this size.
    FORKED,
    /// Says that it stands where it doesn't, each time elsewhere.
    FICKLE,
    /// Answers what isn't an answer.
    GARBAGE,
    /// Refuses.
    REFUSING,
    /// Cosigns, remembers, and hangs up before it answers.
    FORGETTING,
    /// Cosigns with a time that is long over.
    SLOW_CLOCK,
    /// Cosigns with a time that is yet to come.
    FAST_CLOCK
  }

  private static final int BACKLOG = 16;
  private static final int HUGE = 8 << 20;

  private final SecureRandom random = new SecureRandom();
  private final String name;
  private final SigningKey key = SigningKey.generate(random);
  private final SigningKey other = SigningKey.generate(random);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Long> sizes = new HashMap<>();
  private final Map<String, Bytes> roots = new HashMap<>();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();
  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private volatile boolean fearful;
  private HttpServer server;
  private volatile Manner manner = Manner.HONEST;
  private volatile InstantSource clock = InstantSource.system();
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  ScriptedWitness(String name) throws IOException {
    this.name = name;
    this.server = listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private HttpServer listening(InetSocketAddress address) throws IOException {
    HttpServer started = HttpServer.create(address, BACKLOG);
    started.setExecutor(threads);
    started.createContext("/add-checkpoint", this::answer);
    started.start();
    return started;
  }

  /// From now on.
  void behave(Manner now) {
    behave(now, Integer.MAX_VALUE);
  }

  /// For a number of answers, and silent from then on.
  void behave(Manner now, int answers) {
    left.set(answers);
    manner = now;
  }

  /// Tells the time by another clock.
  void tell(InstantSource by) {
    clock = by;
  }

  /// Knows nothing of a log.
  void forget(String origin) {
    unknown.add(origin);
  }

  /// Says of each log that it hears of for the first time that it was greater.
  void fear() {
    fearful = true;
  }

  /// Stops listening.
  void goDown() {
    server.stop(0);
  }

  /// Listens again where it did, with what it remembers.
  void comeBack() throws IOException {
    server = listening(server.getAddress());
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// Its entry in the notary's settings.
  String settings() {
    return "{\"keys\":[\"%s\"],\"url\":\"http://127.0.0.1:%d\"}"
        .formatted(verifierKey(key).text(), port());
  }

  private VerifierKey verifierKey(SigningKey of) {
    return new VerifierKey(name, KeyType.COSIGNATURE_ED25519, of.publicKey());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      AddCheckpoint request = AddCheckpoint.parse(body);
      long size = request.checkpoint().size();
      String origin = request.checkpoint().origin();
      if (unknown.contains(origin)) {
        reply(exchange, 404, "no key is known for this origin\n");
        return;
      }
      if (fearful && heard.add(origin)) {
        reply(exchange, 409, (size + 1000) + "\n");
        return;
      }
      switch (left.getAndDecrement() > 0 ? manner : Manner.SILENT) {
        case SILENT -> sleep();
        case ENDLESS -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          sleep();
        }
        case HUGE -> reply(exchange, 200, "x".repeat(HUGE));
        case GARBAGE -> reply(exchange, 200, "\u2014 I cosigned this, believe me\n");
        case REFUSING -> reply(exchange, 403, "not today\n");
        case AHEAD -> reply(exchange, 409, (size + 1000) + "\n");
        case FORKED -> reply(exchange, 409, size + "\n");
        case FICKLE -> reply(exchange, 409, random.nextLong(size) + "\n");
        case WRONG_SIGNATURE ->
            reply(exchange, 200, line(request.note().text() + "x", key, key, clock.instant()));
        case OTHER_KEY ->
            reply(exchange, 200, line(request.note().text(), other, other, clock.instant()));
        case SLOW_CLOCK -> cosign(exchange, request, clock.instant().minusSeconds(7200));
        case FAST_CLOCK -> cosign(exchange, request, clock.instant().plusSeconds(7200));
        case HONEST, FORGETTING -> cosign(exchange, request, clock.instant());
      }
    } catch (MalformedLedgerException e) {
      reply(exchange, 400, "malformed\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void cosign(HttpExchange exchange, AddCheckpoint request, Instant time)
      throws IOException {
    String origin = request.checkpoint().origin();
    long known = sizes.getOrDefault(origin, 0L);
    long size = request.checkpoint().size();
    if (request.proof().from() != known || size < known) {
      reply(exchange, 409, known + "\n");
      return;
    }
    try {
      request
          .proof()
          .check(roots.getOrDefault(origin, MerkleHash.EMPTY_ROOT), request.checkpoint().root());
    } catch (InvalidProofException e) {
      reply(exchange, size == known ? 409 : 422, known + "\n");
      return;
    }
    sizes.put(origin, size);
    roots.put(origin, request.checkpoint().root());
    if (manner != Manner.FORGETTING) {
      reply(exchange, 200, line(request.note().text(), key, key, time));
    }
  }

  private String line(String text, SigningKey signer, SigningKey said, Instant time) {
    long seconds = time.getEpochSecond();
    Bytes signature = signer.sign(Signatures.timed(text, seconds).toByteArray());
    return NoteSignature.of(verifierKey(said), Signatures.withTime(seconds, signature)).line();
  }

  private static void sleep() throws InterruptedException {
    Thread.sleep(60_000);
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    key.close();
    other.close();
  }
}
