// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.integration.canary.Outcomes.End;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// A client at the endpoint of `strongroom ai`: asks for models, talks in conversations, keeps
/// texts, and makes mistakes. While nobody is there it asks again.
final class Asking implements Runnable {
  private static final int PAUSE_MILLIS = 100;
  private static final int PATIENCE = 1200;

  /// Turns of a conversation before the next begins.
  private static final int TURNS = 6;

  private final URI ai;
  private final HttpClient http;
  private final Canaries canaries;
  private final AtomicInteger numbers;
  private final Outcomes outcomes;
  private final SecureRandom salts = new SecureRandom();
  private String conversation = "";
  private int turns;

  /// @param ai down to `/v1`
  /// @param numbers of requests, shared by all clients
  Asking(URI ai, HttpClient http, Canaries canaries, AtomicInteger numbers, Outcomes outcomes) {
    this.ai = ai;
    this.http = http;
    this.canaries = canaries;
    this.numbers = numbers;
    this.outcomes = outcomes;
  }

  @Override
  public void run() {
    try {
      int number = numbers.getAndIncrement();
      while (outcomes.awaitAllowed(number)) {
        try {
          ask(number);
        } catch (IOException e) {
          outcomes.wrong(e.toString());
          outcomes.count(End.CUT);
        }
        number = numbers.getAndIncrement();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(int number) throws IOException, InterruptedException {
    Random random = new Random(number);
    switch (random.nextInt(10)) {
      case 0 -> end(number, Asked.misuse(canaries, number, random));
      case 1, 2 -> converse(number);
      case 3 -> keep(number);
      default -> end(number, Asked.ofModel(canaries, number, random));
    }
  }

  /// Sends a request until somebody answers it, and says how that ended.
  private String end(int number, Asked asked) throws IOException, InterruptedException {
    for (int i = 0; i < PATIENCE; i++) {
      HttpResponse<String> answer;
      try {
        answer = send(number, asked);
      } catch (IOException e) {
        // What had begun was cut.
        outcomes.count(End.CUT);
        return "";
      }
      String body = answer.body();
      if (answer.statusCode() == 502 && body.contains("confidentiality_error")) {
        if (body.contains("\"answer-")) {
          outcomes.count(End.CUT);
          return "";
        }
        Thread.sleep(PAUSE_MILLIS);
        continue;
      }
      // A back end that misbehaved is taken out for a while, in which nothing reaches a model.
      if (body.contains(" is out: ")) {
        Thread.sleep(PAUSE_MILLIS);
        continue;
      }
      if (answer.statusCode() != 200) {
        outcomes.count(End.REFUSED);
        return "";
      }
      if (asked.expected().isEmpty()) {
        // Whatever a model sent instead of JSON, if it came whole.
        outcomes.count(End.REFUSED);
      } else if (body.contains(asked.expected())) {
        outcomes.count(End.ANSWERED);
      } else {
        outcomes.wrong(asked.path() + " got " + body);
        outcomes.count(End.REFUSED);
      }
      return body;
    }
    throw new IOException("nobody answered " + asked.path());
  }

  private HttpResponse<String> send(int number, Asked asked)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(ai + asked.path()))
            .header("content-type", asked.type())
            .header("authorization", "Bearer " + canaries.of(Said.KEY, number))
            .header("openai-organization", canaries.of(Said.KEY, number))
            .header("idempotency-key", canaries.of(Said.KEY, number))
            .method(asked.method(), BodyPublishers.ofString(asked.body()));
    if (number % 4 == 0) {
      byte[] salt = new byte[32];
      salts.nextBytes(salt);
      request.header(
          "strongroom-receipt", Base64.getUrlEncoder().withoutPadding().encodeToString(salt));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private void converse(int number) throws IOException, InterruptedException {
    String said = canaries.of(Said.HISTORY, number);
    if (conversation.isEmpty() || ++turns > TURNS) {
      conversation =
          id(
              end(
                  number,
                  Asked.post(
                      "/conversations",
                      "{\"metadata\":{\"topic\":\"%s\"}}".formatted(said),
                      said)));
      turns = 0;
      return;
    }
    String body =
        end(
            number,
            Asked.post(
                "/responses",
                "{\"model\":\"either\",\"conversation\":\"%s\",\"stream\":%s,\"input\":\"%s %s number-%d\"}"
                    .formatted(conversation, number % 2 == 0, said, Manner.GOOD.word(), number),
                canaries.of(Said.ANSWER, number)));
    if (body.isEmpty()) {
      // Whether it was kept isn't known.
      conversation = "";
    }
  }

  private void keep(int number) throws IOException, InterruptedException {
    String text = canaries.of(Said.TEXT, number);
    String store =
        id(end(number, Asked.post("/vector_stores", "{\"name\":\"%s\"}".formatted(text), text)));
    if (store.isEmpty()) {
      return;
    }
    String file =
        end(
            number,
            Asked.post(
                "/vector_stores/" + store + "/files",
                "{\"filename\":\"%s.txt\",\"text\":\"It says %s.\"}".formatted(text, text),
                text));
    if (!file.isEmpty()) {
      end(
          number,
          Asked.post(
              "/vector_stores/" + store + "/search", "{\"query\":\"%s\"}".formatted(text), text));
    }
  }

  private static String id(String body) throws IOException {
    if (body.isEmpty()) {
      return "";
    }
    try {
      return JsonNode.parseWithNulls(body).member("id").text();
    } catch (MalformedJsonException e) {
      throw new IOException("an answer without id", e);
    }
  }
}
