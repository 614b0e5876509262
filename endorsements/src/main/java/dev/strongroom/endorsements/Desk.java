// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where questions are asked: first of the cache, then of the service.
final class Desk {
  private static final Duration SIGNED = Duration.ofDays(30);
  private static final Duration REVOCATION = Duration.ofDays(1);
  private static final Duration MANIFEST = Duration.ofDays(7);
  private static final Duration KEYS = Duration.ofHours(1);

  private final Web web;
  private final @Nullable AnswerCache cache;
  private final InstantSource clock;

  Desk(Web web, @Nullable AnswerCache cache, InstantSource clock) {
    this.web = web;
    this.cache = cache;
    this.clock = clock;
  }

  /// Makes items of an answer.
  @FunctionalInterface
  interface Form {
    /// Reads an answer.
    ///
    /// @param kept whether it comes from the cache, and so can't repeat a nonce of now
    /// @throws FetchException if it isn't what was asked for
    List<Item> read(Question question, Answer answer, boolean kept) throws FetchException;
  }

  /// Asks.
  ///
  /// @param name what is asked, the same whenever the answer could be the same
  List<Item> ask(String name, Question question, Form form)
      throws FetchException, InterruptedException {
    Instant now = clock.instant();
    if (cache != null) {
      Optional<Answer> kept = cache.find(name, now);
      if (kept.isPresent()) {
        try {
          return form.read(question, kept.get(), true);
        } catch (FetchException e) {
          // Somebody changed it; the service is asked anew.
        }
      }
    }
    Answer answer = web.ask(question);
    List<Item> items = form.read(question, answer, false);
    if (cache != null) {
      cache.keep(name, answer, until(items, now));
    }
    return items;
  }

  List<Item> ask(Question question, Form form) throws FetchException, InterruptedException {
    return ask(question.url().toString(), question, form);
  }

  /// As long as everything in an answer says it is in force; what could tell of a revocation no
  /// longer than a day.
  static Instant until(List<Item> items, Instant now) {
    Instant until = now.plus(SIGNED);
    for (Item item : items) {
      Duration most =
          switch (item.type()) {
            case CERTIFICATE, EVENT_LOG -> SIGNED;
            case REVOCATION_LIST, OCSP_RESPONSE, TCB_INFO, QE_IDENTITY -> REVOCATION;
            case REFERENCE_MANIFEST -> MANIFEST;
            case KEY_SET -> KEYS;
          };
      until = earlier(until, now.plus(most));
      Optional<Window> window = Window.of(item);
      if (window.isPresent()) {
        until = earlier(until, window.get().until());
      } else if (item.type() == Endorsements.Type.OCSP_RESPONSE) {
        until = now;
      }
    }
    return until;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
