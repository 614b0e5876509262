// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.tile.TileId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// `/v1/log/`: what everybody may read of the log, as C2SP tlog-tiles names it, and who signs it.
final class LogRequests {
  private static final int LISTENERS = 256;
  private static final int BEAT_SECONDS = 15;

  private final Notary notary;
  private final UpgradeRequests upgrade;
  private final Semaphore listeners = new Semaphore(LISTENERS);

  LogRequests(Notary notary, UpgradeRequests upgrade) {
    this.notary = notary;
    this.upgrade = upgrade;
  }

  /// Public, so a page that came from elsewhere may read all of it.
  ///
  /// @param path after the log's prefix
  Response get(String path) {
    Response response;
    try {
      response = answer(path);
    } catch (NotaryException e) {
      response = NotaryApi.refused(e.refusal());
    }
    Map<String, List<String>> headers = new HashMap<>(response.headers());
    headers.put("access-control-allow-origin", List.of("*"));
    return new Response(response.status(), headers, response.body());
  }

  private Response answer(String path) throws NotaryException {
    try {
      if (path.startsWith("tile/")) {
        return tile(TileId.parse(path));
      }
      if (path.startsWith("epochs/")) {
        return epoch(Checkpoint.size(path.substring("epochs/".length())));
      }
    } catch (MalformedLedgerException e) {
      return NotaryApi.error(400, "malformed", e.getMessage());
    }
    return switch (path) {
      case "checkpoint" ->
          new Response(
              200,
              Map.of("content-type", "text/plain; charset=utf-8", "cache-control", "no-cache"),
              Bytes.utf8(notary.latest().checkpoint().encoded()));
      case "key" -> key();
      case "upgrade" -> upgrade.state();
      case "checkpoints" -> checkpoints();
      default -> NotaryApi.error(404, "not-found", "there is nothing here");
    };
  }

  private Response key() {
    EpochEntry epoch = notary.latest().epoch();
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("origin", epoch.statement().origin());
    said.put("key", notary.key().text());
    said.put("simulated", notary.enclave().device().simulated());
    said.put("epoch", epoch.entry().content().value());
    return Response.json(200, CanonicalJson.text(said));
  }

  private Response tile(TileId id) throws NotaryException {
    long size = notary.latest().size();
    long there = TileId.hashesAt(id.level(), size) - id.index() * TileId.WIDTH;
    if (id.index() > Long.MAX_VALUE / TileId.WIDTH || there < id.width()) {
      return NotaryApi.error(404, "not-found", "the log has no such tile");
    }
    try {
      Bytes bytes =
          id.level() == TileId.ENTRIES
              ? notary.store().bundle(id).encoded()
              : notary.store().tile(id).encoded(id.width());
      return new Response(
          200,
          Map.of(
              "content-type",
              "application/octet-stream",
              "cache-control",
              "public, max-age=31536000, immutable"),
          bytes);
    } catch (StorageException e) {
      throw refused(e);
    }
  }

  private Response epoch(long index) throws NotaryException {
    Cosigned latest = notary.latest();
    if (index == latest.epoch().statement().index()) {
      return Response.json(200, latest.epoch().entry().text());
    }
    if (index >= latest.size()) {
      return noEpoch();
    }
    try {
      return new EpochEntries(notary.store(), notary.boot().tree())
          .at(index)
          .map(epoch -> Response.json(200, epoch.entry().text()))
          .orElseGet(LogRequests::noEpoch);
    } catch (StorageException e) {
      throw refused(e);
    }
  }

  private static Response noEpoch() {
    return NotaryApi.error(404, "not-found", "no epoch begins there");
  }

  private static NotaryException refused(StorageException e) {
    return new NotaryException(
        e.failure() instanceof StorageFailure.NotAuthentic
            ? NotaryRefusal.STORE_CORRUPT
            : NotaryRefusal.STORE_UNAVAILABLE);
  }

  /// Checkpoints as they come: server-sent events. Whoever is too slow misses some, never the
  /// latest.
  private Response checkpoints() {
    if (!listeners.tryAcquire()) {
      return NotaryApi.refused(NotaryRefusal.BUSY);
    }
    return Response.streaming(
        200,
        Map.of("content-type", "text/event-stream", "cache-control", "no-cache"),
        out -> {
          try {
            stream(out);
          } finally {
            listeners.release();
          }
        });
  }

  private void stream(OutputStream out) throws IOException, InterruptedException {
    BlockingQueue<Cosigned> next = new ArrayBlockingQueue<>(1);
    AutoCloseable listening =
        notary
            .cosigner()
            .listen(cosigned -> {
              next.poll();
              boolean _ = next.offer(cosigned);
            });
    try (listening) {
      write(out, notary.latest());
      for (int quiet = 0; !notary.cosigner().stopped(); quiet++) {
        Cosigned cosigned = next.poll(1, TimeUnit.SECONDS);
        if (cosigned != null) {
          write(out, cosigned);
          quiet = 0;
        } else if (quiet >= BEAT_SECONDS) {
          // Whoever went away is noticed by writing only.
          out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
          out.flush();
          quiet = 0;
        }
      }
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a listener can't fail", e);
    }
  }

  private static void write(OutputStream out, Cosigned cosigned) throws IOException {
    StringBuilder event = new StringBuilder("event: checkpoint\nid: ");
    event.append(cosigned.size()).append('\n');
    cosigned
        .checkpoint()
        .encoded()
        .lines()
        .forEach(line -> event.append("data: ").append(line).append('\n'));
    out.write(event.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
