// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import static dev.strongroom.policy.Requests.AGENT;
import static dev.strongroom.policy.Requests.ETHER;
import static dev.strongroom.policy.Requests.NOON;
import static dev.strongroom.policy.Requests.SHOP;
import static dev.strongroom.policy.Requests.allow;
import static dev.strongroom.policy.Requests.ask;
import static dev.strongroom.policy.Requests.evm;
import static dev.strongroom.policy.Requests.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.policy.Decision.Allowed;
import dev.strongroom.policy.Decision.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What limits remember.
class UsageTest {
  private record Spent(Instant time, BigInteger amount) {}

  private static Policy limited(String most, String within) {
    return rules(
        allow(
            "a",
            "'limits':[{'name':'l','measure':'tx.value','most':'"
                + most
                + "','within':'"
                + within
                + "'}]"));
  }

  private static Policy perRecipient() {
    return rules(
        allow("a", "'limits':[{'name':'l','most':'2','within':'P1D','per':'tx.selector'}]"));
  }

  /// The property that limits are for: in no window that ends at a request is more allowed than
  /// `most`, whatever the clock does.
  @RepeatedTest(20)
  void theWindowNeverHoldsMoreThanAllowed(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    String[] windows = {"PT1M", "PT1H", "PT24H", "P7D", "PT61S", "PT47M13S"};
    String window = windows[random.nextInt(windows.length)];
    Duration within = Duration.parse(window);
    BigInteger most = BigInteger.valueOf(1 + random.nextInt(1000));
    if (random.nextInt(4) == 0) {
      most = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    }
    Policy policy = limited(most.toString(), window);
    Usage usage = Usage.NONE;
    Instant clock = NOON.plusNanos(random.nextInt(1_000_000_000));
    // Of the charges; what is refused changes nothing, not the time either.
    Instant highest = Instant.EPOCH;
    List<Spent> spent = new ArrayList<>();
    int refusals = 0;
    for (int i = 0; i < 400; i++) {
      long step = (long) (within.toNanos() * random.nextDouble() / (1 + random.nextInt(60)));
      // Now and then the clock is put back.
      clock = random.nextInt(10) == 0 ? clock.minusNanos(step * 3) : clock.plusNanos(step);
      BigInteger amount = new BigInteger(most.bitLength(), random).mod(most.add(BigInteger.ONE));
      Decision decision = policy.decide(ask(evm(SHOP, amount), AGENT, clock), usage);
      if (decision instanceof Allowed allowed) {
        highest = clock.isAfter(highest) ? clock : highest;
        usage = usage.charged(allowed.charges(), clock, policy);
        spent.add(new Spent(highest, amount));
        Instant begin = highest.minus(within);
        BigInteger total =
            spent.stream()
                .filter(s -> s.time().isAfter(begin))
                .map(Spent::amount)
                .reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(total).isLessThanOrEqualTo(most);
      } else {
        refusals++;
      }
      if (i % 50 == 0) {
        Usage stored = usage;
        usage = Usage.decode(CanonicalJson.parse(CanonicalJson.encode(stored.encoded())));
        assertThat(usage).isEqualTo(stored);
      }
    }
    assertThat(refusals).isPositive();
    assertThat(spent).hasSizeGreaterThan(10);
  }

  @Test
  void whatHasLeftTheWindowIsFree() {
    Policy policy = limited(ETHER.toString(), "PT24H");
    Usage usage = Usage.NONE.charged(List.of(new Charge("l", "", ETHER)), NOON, policy);
    Instant later = NOON.plus(Duration.ofHours(24));
    assertThat(policy.decide(ask(evm(SHOP, ETHER), AGENT, later.minusSeconds(1)), usage))
        .isInstanceOf(Refused.class);
    // At most one bucket later, a 46th of the window.
    Instant free = later.plus(Duration.ofHours(24).dividedBy(46));
    assertThat(policy.decide(ask(evm(SHOP, ETHER), AGENT, free), usage))
        .isInstanceOf(Allowed.class);
    assertThat(usage.charged(List.of(), free, policy).encoded().toString()).contains("limits={}");
  }

  @Test
  void foreverIsForever() {
    Policy policy = limited("10", "forever");
    Usage usage = Usage.NONE;
    for (int i = 0; i < 10; i++) {
      usage =
          usage.charged(
              List.of(new Charge("l", "", BigInteger.ONE)),
              NOON.plus(Duration.ofDays(i * 300L)),
              policy);
    }
    assertThat(
            policy.decide(
                ask(evm(SHOP, BigInteger.ONE), AGENT, NOON.plus(Duration.ofDays(36_500))), usage))
        .isInstanceOf(Refused.class);
    assertThat(usage.encoded().toString().length()).isLessThan(200);
  }

  @Test
  void aClockPutBackFreesNothingAndMakesNothingEarlier() {
    Policy policy =
        rules(
            allow(
                "a",
                "'between':{'until':'2026-03-04T11:00:00Z'},'limits':[{'name':'l','most':'9','within':'PT1H'}]"));
    Usage usage = Usage.NONE.charged(List.of(), NOON, policy);
    assertThat(usage.latest()).isEqualTo(NOON);
    // It was noon already.
    assertThat(policy.decide(ask(evm(SHOP, ETHER), AGENT, NOON.minusSeconds(7200)), usage))
        .isInstanceOf(Refused.class);
    Usage back = usage.charged(List.of(), NOON.minusSeconds(7200), policy);
    assertThat(back.latest()).isEqualTo(NOON);
  }

  @Test
  void atMostAThousandValuesAreCountedApart() {
    Policy policy = perRecipient();
    Usage usage = Usage.NONE;
    for (int i = 0; i < 1000; i++) {
      Allowed allowed = (Allowed) policy.decide(ask(evm("selector", "s" + i)), usage);
      usage = usage.charged(allowed.charges(), NOON, policy);
    }
    Refused refused = (Refused) policy.decide(ask(evm("selector", "new")), usage);
    assertThat(refused.message())
        .isEqualTo("a: limit l: no more values can be counted apart at a time");
    assertThat(policy.decide(ask(evm("selector", "s5")), usage)).isInstanceOf(Allowed.class);
    // Two days later all of them are gone.
    Instant later = NOON.plus(Duration.ofDays(2));
    assertThat(policy.decide(ask(evm("selector", "new"), AGENT, later), usage))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void theStoredFormStaysBelowWhatAReaderTakes() throws Exception {
    Policy policy = perRecipient();
    Usage usage = Usage.NONE;
    Instant time = NOON;
    int refused = 0;
    for (int i = 0; i < 20_000 && refused == 0; i++) {
      time = i % 900 == 0 ? time.plus(Duration.ofMinutes(32)) : time;
      String value = "s" + (i % 900) + "-" + "x".repeat(190);
      Decision decision = policy.decide(ask(evm("selector", value), AGENT, time), usage);
      if (decision instanceof Refused) {
        refused++;
      } else {
        usage = usage.charged(((Allowed) decision).charges(), time, policy);
      }
    }
    assertThat(CanonicalJson.text(usage.encoded()).length()).isLessThan(1 << 20);
    assertThat(Usage.decode(CanonicalJson.parse(CanonicalJson.encode(usage.encoded()))))
        .isEqualTo(usage);
  }

  @Test
  void valuesToCountByAreShortAndClean() {
    Policy policy = perRecipient();
    for (String value : List.of("x".repeat(201), "a\u0000b", "\ud800")) {
      assertThat(policy.decide(ask(evm("selector", value)), Usage.NONE))
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void aChangedWindowNeverForgetsTooEarly() {
    Policy shorter = limited("10", "PT1H");
    Policy longer = limited("10", "P7D");
    BigInteger four = BigInteger.valueOf(4);
    Usage usage = Usage.NONE.charged(List.of(new Charge("l", "", four)), NOON, shorter);
    Instant later = NOON.plus(Duration.ofMinutes(59));
    usage = usage.charged(List.of(new Charge("l", "", four)), later, longer);
    assertThat(longer.decide(ask(evm(SHOP, BigInteger.valueOf(3)), AGENT, later), usage))
        .isInstanceOf(Refused.class);
    Policy without = rules(allow("a"));
    assertThat(usage.charged(List.of(), later, without).encoded().toString()).contains("limits={}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"latest\":-1,\"limits\":{}}",
        "{\"latest\":9007199254740993,\"limits\":{}}",
        "{\"latest\":1}",
        "{\"latest\":1,\"limits\":[]}",
        "{\"latest\":1,\"limits\":{},\"x\":1}",
        "{\"latest\":1,\"limits\":{\"l\":[]}}",
        "{\"latest\":1,\"limits\":{\"l\":[{\"per\":\"\",\"buckets\":[]}]}}",
        "{\"latest\":1,\"limits\":{\"l\":[{\"per\":\"\",\"buckets\":[[1]]}]}}",
        "{\"latest\":1,\"limits\":{\"l\":[{\"per\":\"\",\"buckets\":[[1,\"-5\"]]}]}}",
        "{\"latest\":1,\"limits\":{\"l\":[{\"per\":\"\",\"buckets\":[[1,\"0\"]]}]}}",
        "{\"latest\":1,\"limits\":{\"l\":[{\"per\":\"\",\"buckets\":[[1,\"5\"],[1,\"5\"]]}]}}",
        "{\"latest\":1,\"limits\":{\"l\":[{\"per\":\"\",\"buckets\":[[1,\"5\"]]},{\"per\":\"\",\"buckets\":[[1,\"5\"]]}]}}",
      })
  void anythingElseIsNoUsage(String text) throws Exception {
    JsonNode node = JsonNode.parse(text);
    assertThatThrownBy(() -> Usage.decode(node)).isInstanceOf(MalformedJsonException.class);
  }
}
