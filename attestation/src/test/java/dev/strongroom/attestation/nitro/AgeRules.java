// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// How old evidence may be, and by which clock. All certificates are valid for days around.
final class AgeRules {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration SKEW = Duration.ofMinutes(1);

  private AgeRules() {}

  static void addTo(FakeTable table) {
    Instant made = table.nitro().time();
    Expectation old = only("policy.age too-old");
    Expectation future = only("policy.age from-the-future");
    age(table, "judged at once", accepted(), AppraisalTime.at(made));
    age(table, "judged live at once", accepted(), live(made));
    age(table, "of the limit", accepted(), AppraisalTime.at(made.plus(LIMIT)));
    age(table, "of the limit, live", accepted(), live(made.plus(LIMIT)));
    age(
        table,
        "a millisecond over the limit",
        old,
        AppraisalTime.at(made.plus(LIMIT).plusMillis(1)));
    age(table, "a nanosecond over the limit, live", old, live(made.plus(LIMIT).plusNanos(1)));
    age(table, "a day over the limit, live", old, live(made.plus(Duration.ofDays(1))));
    age(table, "archived, of any age", accepted(), AppraisalTime.archived());
    age(table, "within the clocks' difference ahead", accepted(), live(made.minus(SKEW)));
    age(
        table,
        "beyond the clocks' difference ahead",
        future,
        live(made.minus(SKEW).minusMillis(1)));
    age(table, "from tomorrow", future, AppraisalTime.at(made.minus(Duration.ofDays(1))));
    // An ignored age limit is no permission to come from the future.
    table.appraise(
        "age ignored, but from tomorrow",
        future,
        AgeRules::lasting,
        p -> p,
        Challenge.none(),
        AppraisalTime.at(made.minus(Duration.ofDays(1))));
    table.appraise(
        "age ignored, a day old",
        accepted(),
        AgeRules::lasting,
        p -> p,
        Challenge.none(),
        live(made.plus(Duration.ofDays(1))));
  }

  private static AppraisalTime live(Instant now) {
    return AppraisalTime.live(InstantSource.fixed(now));
  }

  private static void age(FakeTable table, String name, Expectation expected, AppraisalTime time) {
    table.appraise(
        "age: " + name,
        expected,
        AgeRules::lasting,
        p -> p.requireAge(LIMIT),
        Challenge.none(),
        time);
  }

  /// So that no date but the document's own decides.
  private static void lasting(FakeDocument document) {
    for (int i = 1; i < document.chain().size(); i++) {
      Instant now = FakeNitro.TIME.truncatedTo(ChronoUnit.SECONDS);
      document.chain().at(i).validity(now.minus(Duration.ofDays(9)), now.plus(Duration.ofDays(9)));
    }
  }
}
