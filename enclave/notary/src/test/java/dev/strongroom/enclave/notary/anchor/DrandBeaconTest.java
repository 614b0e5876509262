// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.Front;
import dev.strongroom.enclave.notary.fixtures.LoopbackEgress;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.entry.ProofTemplate;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rounds from a relay that says what a test wants.
@Timeout(60)
class DrandBeaconTest {
  private static final String CHAIN =
      "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
  private static final Instant GENESIS = Instant.ofEpochSecond(1_692_803_367);

  private Front relay;
  private LoopbackEgress egress;
  private volatile Instant now = GENESIS.plusSeconds(3 * 999 + 1);

  @BeforeEach
  void start() throws Exception {
    relay = Front.start(Front.json(500, "{}"));
    egress = LoopbackEgress.to(relay.uri());
  }

  @AfterEach
  void stop() throws Exception {
    egress.close();
    relay.close();
  }

  private AnchorSettings.Beacon settings() {
    return new AnchorSettings.Beacon(
        relay.uri(),
        CHAIN,
        GENESIS,
        Duration.ofSeconds(3),
        Duration.ofMillis(20),
        Duration.ofMinutes(5),
        false);
  }

  private DrandBeacon beacon() throws Exception {
    return new DrandBeacon(
        settings(), Outside.to(relay.uri(), egress.egress(), Duration.ofSeconds(2)), () -> now);
  }

  private static String round(long number) throws Exception {
    byte[] signature = new byte[48];
    signature[0] = (byte) number;
    signature[1] = 1;
    return CanonicalJson.text(
        Map.of(
            "round", number,
            "signature", Bytes.copyOf(signature).hex(),
            "randomness",
                Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(signature)).hex()));
  }

  @Test
  void aRoundHasItsTimeByTheTimetable() throws Exception {
    relay.behave(Front.json(200, round(1000)));
    DrandBeacon.Round round = beacon().latest();
    assertThat(round.number()).isEqualTo(1000);
    assertThat(round.time()).isEqualTo(GENESIS.plusSeconds(3 * 999));
    assertThat(round.signature().length()).isEqualTo(48);
    assertThat(relay.asked().getFirst().path()).isEqualTo("/" + CHAIN + "/public/latest");
    assertThat(relay.asked().getFirst().method()).isEqualTo("GET");
  }

  private void refused(AnchorFailure failure, DrandBeacon beacon, String body) {
    relay.behave(Front.json(200, body));
    AnchorException refusal = catchThrowableOfType(AnchorException.class, beacon::latest);
    assertThat(refusal).as(body).isNotNull();
    assertThat(refusal.failure()).as(refusal.getMessage()).isEqualTo(failure);
  }

  @Test
  void roundsThatAreOldOrNotYetDueAreRefused() throws Exception {
    DrandBeacon beacon = beacon();
    relay.behave(Front.json(200, round(1000)));
    beacon.latest();
    refused(AnchorFailure.STALE, beacon, round(999));
    refused(AnchorFailure.STALE, beacon, round(1000 + 21));
    // A minute's difference of the clocks is let pass.
    relay.behave(Front.json(200, round(1000 + 20)));
    assertThat(beacon.latest().number()).isEqualTo(1020);
    now = now.plus(Duration.ofMinutes(7));
    refused(AnchorFailure.STALE, beacon, round(1020));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"round\":1000}",
        "{\"round\":\"1000\",\"signature\":\"00\",\"randomness\":\"00\"}",
        "{\"round\":-1,\"signature\":\"00\",\"randomness\":\"00\"}",
        "{\"round\":0,\"signature\":\"00\",\"randomness\":\"00\"}",
        "{\"round\":9223372036854775807,\"signature\":\"00\",\"randomness\":\"00\"}",
        "{\"round\":1000.5,\"signature\":\"00\",\"randomness\":\"00\"}"
      })
  void answersThatArentRoundsAreRefused(String body) throws Exception {
    refused(AnchorFailure.MALFORMED, beacon(), body);
  }

  @Test
  void membersThatDontFitTogetherAreRefused() throws Exception {
    String good = round(1000);
    List<String> bad = new ArrayList<>();
    bad.add(good.replace("\"round\":1000", "\"round\":9007199254740991"));
    bad.add(good.replace("\"signature\":\"e801", "\"signature\":\"e802"));
    bad.add(good.replace("\"signature\":\"e801", "\"signature\":\"E801"));
    bad.add(good.replace("\"signature\":\"e801", "\"signature\":\"e8010"));
    bad.add(good.replace("\"signature\":\"e801", "\"signature\":\"01"));
    bad.add(good.replace("\"randomness\":\"", "\"randomness\":\"00"));
    bad.add(good + "x");
    assertThat(bad).doesNotContain(good);
    for (String body : bad.subList(1, bad.size())) {
      refused(AnchorFailure.MALFORMED, beacon(), body);
    }
    // 856 million years from now.
    refused(AnchorFailure.STALE, beacon(), bad.getFirst());
    refused(
        AnchorFailure.MALFORMED,
        beacon(),
        good.replace("\"round\":1000", "\"round\":9223372036854775807"));
    refused(AnchorFailure.TOO_LONG, beacon(), good + " ".repeat(Outside.LONGEST_ANSWER));
  }

  @Test
  void theLatestRoundIsKeptAtHandAndIsAnEntrysNotBefore() throws Exception {
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    relay.behave(Front.json(200, round(1000)));
    try (BeaconWatch watch =
        new BeaconWatch(
            settings(), beacon(), () -> now, new Complaints((name, what) -> said.add(what)))) {
      assertThat(watch.current()).isEmpty();
      watch.start();
      ProofEntry.Beacon value = await(watch, "1000");
      assertThat(value.source()).isEqualTo("drand/" + CHAIN);
      assertThat(value.time()).contains(GENESIS.plusSeconds(3 * 999));

      // As entries have it, and as they are read.
      Map<String, Object> members = new TreeMap<>(Map.of("kind", "proof", "algorithm", "sha-256"));
      members.put("time", now.toString());
      members.put("notBefore", value.content());
      Bytes entry = ProofTemplate.of(members).entry(Bytes.zeros(32));
      assertThat(ProofEntry.parse(Entry.parse(entry)).beacon()).contains(value);

      relay.behave(Front.json(200, round(1001)));
      now = GENESIS.plusSeconds(3 * 1000);
      await(watch, "1001");

      // A relay that fails costs nothing until the value is too old, and is complained of once.
      relay.behave(Front.json(502, "{}"));
      while (said.isEmpty()) {
        Thread.sleep(5);
      }
      assertThat(watch.current()).isPresent();
      now = now.plus(Duration.ofMinutes(6));
      assertThat(watch.current()).isEmpty();
      Thread.sleep(200);
      assertThat(said).containsExactly("failed: HTTP 502");
      relay.behave(Front.json(200, round(1000 + 120)));
      await(watch, "1120");
      assertThat(said).containsExactly("failed: HTTP 502", "well again");
    }
  }

  private static ProofEntry.Beacon await(BeaconWatch watch, String round) throws Exception {
    while (true) {
      Optional<ProofEntry.Beacon> value = watch.current();
      if (value.isPresent() && value.get().round().equals(Optional.of(round))) {
        return value.get();
      }
      Thread.sleep(5);
    }
  }
}
