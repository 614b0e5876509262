// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RenewalTimesTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant TO = FROM.plus(Duration.ofDays(90));

  @Test
  void aCertificateIsDueWhenTheAuthoritySaysAndAtTwoThirdsAtTheLatest() {
    Instant latest = FROM.plus(Duration.ofDays(60));

    assertThat(RenewalTimes.due(FROM, TO, Optional.empty())).isEqualTo(latest);
    assertThat(RenewalTimes.due(FROM, TO, Optional.of(FROM.plusSeconds(5))))
        .isEqualTo(FROM.plusSeconds(5));
    assertThat(RenewalTimes.due(FROM, TO, Optional.of(TO))).isEqualTo(latest);
  }

  @Test
  void whatAuthoritiesCountIsTriedAgainSlowlyAndNothingIsWaitedForLongerThanHours() {
    assertThat(pause(1, CertificateProblem.UNREACHABLE)).isBetween(seconds(2), seconds(3));
    assertThat(pause(2, CertificateProblem.UNREACHABLE)).isBetween(seconds(4), seconds(5));
    assertThat(pause(40, CertificateProblem.UNREACHABLE)).isBetween(seconds(600), seconds(660));
    assertThat(pause(1, CertificateProblem.CHALLENGE)).isBetween(seconds(300), seconds(330));
    assertThat(pause(40, CertificateProblem.CHALLENGE))
        .isBetween(Duration.ofHours(6), Duration.ofMinutes(6 * 66));
  }

  @Test
  void anAuthorityThatWantsToBeLeftAloneIsLeftAlone() {
    Instant later = FROM.plus(Duration.ofDays(2));

    assertThat(again(1, CertificateProblem.RATE_LIMITED, later)).isEqualTo(later);
    assertThat(again(1, CertificateProblem.RATE_LIMITED, FROM)).isAfter(FROM.plusSeconds(299));
  }

  private static Duration pause(int failures, CertificateProblem problem) {
    return Duration.between(FROM, again(failures, problem, Instant.MIN));
  }

  private static Instant again(int failures, CertificateProblem problem, Instant notBefore) {
    return RenewalTimes.again(
        FROM,
        failures,
        new CertificateException(problem, "a test", null, notBefore),
        new SplittableRandom(7));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
