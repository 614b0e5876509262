// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// A client that has digests entered, one request after the other, whatever happens to the other
/// end. What has an idempotency key is repeated until it is answered; what has none is given up
/// when the connection breaks, for nobody knows whether it was entered.
final class LoadClient implements Runnable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final int DIGEST = 32;
  private static final int MANY = 50;
  private static final int KEPT = 50;

  private final AttestedHttpClient http;
  private final URI proofs;
  private final LoadRecord record;
  private final SplittableRandom random;
  private final String name;
  private final Deque<Asked> answered = new ArrayDeque<>();
  private int count;

  private record Asked(String once, List<Bytes> digests) {
    String body() {
      return digests.stream()
          .map(digest -> '"' + digest.hex() + '"')
          .collect(Collectors.joining(",", "{\"digests\":[", "]}"));
    }
  }

  LoadClient(AttestedHttpClient http, URI server, LoadRecord record, String name, long seed) {
    this.http = http;
    this.proofs = server.resolve("/v1/proofs");
    this.record = record;
    this.random = new SplittableRandom(seed);
    this.name = name;
  }

  /// Asks until the record is over.
  @Override
  public void run() {
    try {
      while (!record.over()) {
        Asked asked = next();
        boolean done = ask(asked);
        while (!done && !asked.once().isEmpty() && !record.over()) {
          Thread.sleep(50 + random.nextInt(100));
          record.retried();
          done = ask(asked);
        }
        Thread.sleep(random.nextInt(60));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Mostly something new; now and then what was answered before, which has to be answered so
  /// again.
  private Asked next() {
    if (!answered.isEmpty() && random.nextInt(10) == 0) {
      return answered.removeFirst();
    }
    List<Bytes> digests = new ArrayList<>();
    int many = random.nextInt(5) == 0 ? MANY : 1;
    for (int i = 0; i < many; i++) {
      byte[] digest = new byte[DIGEST];
      random.nextBytes(digest);
      digests.add(Bytes.copyOf(digest));
    }
    return new Asked(random.nextBoolean() ? name + "-" + count++ : "", digests);
  }

  private boolean ask(Asked asked) throws InterruptedException {
    long sent = System.nanoTime();
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(proofs)
              .timeout(ANSWER_WITHIN)
              .header("content-type", "application/json")
              .POST(BodyPublishers.ofString(asked.body()));
      if (!asked.once().isEmpty()) {
        request.header("idempotency-key", asked.once());
      }
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      record.took(System.nanoTime() - sent);
      if (response.statusCode() != 200) {
        record.refused(response.statusCode() + " " + response.body());
        return false;
      }
      record.answered(sent, new Acknowledged(asked.once(), asked.digests(), response.body()));
      if (!asked.once().isEmpty() && answered.size() < KEPT) {
        answered.addLast(asked);
      }
      return true;
    } catch (AttestationRefusedException e) {
      record.refused("attestation: " + e.getMessage());
      return false;
    } catch (IOException e) {
      record.broken();
      return false;
    }
  }
}
