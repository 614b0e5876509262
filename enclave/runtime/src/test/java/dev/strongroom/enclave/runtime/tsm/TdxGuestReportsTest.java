// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeIntel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Quotes by the driver's own node: against a driver in memory and a quote generation service on a
/// socket, honest and hostile. No genuine one of either was ever asked.
@Timeout(60)
class TdxGuestReportsTest {
  private static final Bytes DATA = Bytes.fromHex("5a".repeat(64));
  private static final Duration PATIENT = Duration.ofSeconds(20);

  @TempDir private Path wire = Path.of("");

  private final TrustDomain domain = TrustDomain.ofModule10();

  @SuppressWarnings("NullAway.Init")
  private FakeQgs host;

  @SuppressWarnings("NullAway.Init")
  TdxGuestReportsTest() {}

  @BeforeEach
  void start() throws IOException {
    host = FakeQgs.at(wire.resolve("host-4050"), domain::quote);
  }

  @AfterEach
  void stop() throws IOException {
    host.close();
  }

  private String failure() {
    return failure(PATIENT);
  }

  private String failure(Duration within) {
    try {
      TsmReport report = domain.reports(wire, within).report(DATA);
      return "none: " + report.report().length() + " bytes";
    } catch (TsmException e) {
      assertThat(e.failure().describe()).isEqualTo(e.getMessage()).isNotBlank();
      return e.failure() instanceof TsmFailure.ForeignQuote foreign
          ? e.failure().code() + " " + foreign.field()
          : e.failure().code();
    }
  }

  /// What the verifier says of a new report with one bound digest.
  private static Verdict judged(TrustDomain domain, TsmDevice device) throws Exception {
    Bytes evidence = device.attest(Bytes.EMPTY, DATA, Optional.empty());
    return Verifier.create(SignatureProvider.jdk(), PathCache.none())
        .explain(
            Evidence.parse(evidence),
            domain.endorsements(),
            domain.policy(),
            Challenge.none().withUserData(DATA),
            AppraisalTime.at(TrustDomain.TIME));
  }

  @Test
  void itsEvidenceIsWhatAVerifierAccepts() throws Exception {
    try (TsmDevice device = domain.device(wire)) {
      assertThat(device.name()).isEqualTo("Intel TDX");
      assertThat(device.leftovers()).isZero();
      Verdict verdict = judged(domain, device);
      assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
      TsmReport report = device.report(DATA);
      assertThat(report.provider()).isEqualTo(TsmProvider.TDX);
      assertThat(report.auxiliary()).isEqualTo(Bytes.EMPTY);
      assertThat(domain.driver().requests).isEqualTo(2);
    }
  }

  @Test
  void readsQuotesThatNameServiceDomains() throws Exception {
    TrustDomain later = TrustDomain.ofModule15();
    Path other = wire.resolve("w");
    assertThat(other.toFile().mkdir()).isTrue();
    try (FakeQgs service = FakeQgs.at(other.resolve("host-4050"), later::quote);
        TsmDevice device = later.device(other)) {
      Verdict verdict = judged(later, device);
      assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
      service.spoil = answer -> changed(answer, 28 + 54 + 600);
      assertThatThrownBy(() -> device.report(DATA)).hasMessageEndingWith("MRSERVICETD");
    }
  }

  @Test
  void refusesWhatTheDriverCannotHaveMeant() {
    domain.driver().spoil = report -> report.set(JAVA_BYTE, 128, (byte) 1);
    assertThat(failure()).isEqualTo("tsm-conflict");
    domain.driver().spoil = report -> report.set(JAVA_BYTE, 0, (byte) 0);
    assertThat(failure()).isEqualTo("tsm-malformed-attribute");
    domain.driver().spoil = _ -> {};
    for (Map.Entry<Integer, String> each :
        Map.of(
                -5,
                "tsm-system-call",
                -6,
                "tsm-no-provider",
                -16,
                "tsm-busy",
                -22,
                "tsm-refused",
                -25,
                "tsm-no-provider")
            .entrySet()) {
      domain.driver().status = each.getKey();
      assertThat(failure()).isEqualTo(each.getValue());
    }
    domain.driver().opened = -2;
    assertThat(failure()).isEqualTo("tsm-system-call");
  }

  @Test
  void takesNothingButADigest() throws Exception {
    Reports reports = domain.reports(wire, PATIENT);
    assertThatThrownBy(() -> reports.report(Bytes.zeros(63)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(domain.driver().requests).isZero();
  }

  /// @param at in the answer, with the 28 bytes before the quote
  private static byte[] changed(byte[] answer, int at) {
    byte[] other = answer.clone();
    other[at] ^= 1;
    return other;
  }

  /// Where a quote of version 4 has what a TDREPORT has as well.
  private static final Map<Integer, String> FIELDS =
      Map.ofEntries(
          Map.entry(120, "attributes"),
          Map.entry(128, "XFAM"),
          Map.entry(136, "MRTD"),
          Map.entry(184, "MRCONFIGID"),
          Map.entry(232, "MROWNER"),
          Map.entry(280, "MROWNERCONFIG"),
          Map.entry(328, "RTMR0"),
          Map.entry(376, "RTMR1"),
          Map.entry(424, "RTMR2"),
          Map.entry(519, "RTMR3"),
          Map.entry(520, "report data"),
          Map.entry(583, "report data"));

  @Test
  void refusesQuotesOfAnotherMachine() {
    FIELDS.forEach((at, field) -> {
      host.spoil = answer -> changed(answer, 28 + FakeIntel.BODY + at);
      assertThat(failure()).isEqualTo("tsm-quote-foreign " + field);
    });
    // What a genuine machine with other software has: signed as well as ours.
    host.spoil = _ -> FakeQgs.message(0, FakeIntel.domain().quote().toByteArray());
    assertThat(failure()).startsWith("tsm-quote-foreign");
    host.spoil = _ -> FakeQgs.message(0, FakeIntel.enclave(3).quote().toByteArray());
    assertThat(failure()).isEqualTo("tsm-quote-malformed");
  }

  private void says(UnaryOperator<byte[]> spoil, String failure) {
    host.spoil = spoil;
    assertThat(failure()).isEqualTo(failure);
  }

  /// @param at of a number in little-endian
  private static UnaryOperator<byte[]> number(int at, int value) {
    return answer -> {
      byte[] other = answer.clone();
      ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
      return other;
    };
  }

  /// @param length big-endian, what the answer says that it has
  private static UnaryOperator<byte[]> length(int length) {
    return answer -> ByteBuffer.wrap(answer.clone()).putInt(0, length).array();
  }

  @Test
  void namesWhatIsWrongWithAnAnswer() {
    says(_ -> new byte[0], "tsm-quote-unavailable");
    says(answer -> Arrays.copyOf(answer, 3), "tsm-quote-unavailable");
    says(answer -> Arrays.copyOf(answer, answer.length - 1), "tsm-quote-unavailable");
    says(length(15), "tsm-quote-malformed");
    says(length(24 + 32 * 1024 + 1), "tsm-too-large");
    says(length(-1), "tsm-too-large");
    says(length(Integer.MIN_VALUE), "tsm-too-large");
    says(length(16), "tsm-quote-malformed");
    says(answer -> changed(answer, 4), "tsm-quote-malformed");
    says(number(8, 0), "tsm-quote-malformed");
    says(number(8, 3), "tsm-quote-malformed");
    says(number(12, 24), "tsm-quote-malformed");
    says(number(16, 0x12001), "tsm-quote-refused");
    says(number(16, -1), "tsm-quote-refused");
    says(number(20, 16), "tsm-quote-malformed");
    says(number(24, 1), "tsm-quote-malformed");
    says(number(24, -1), "tsm-quote-malformed");
    says(_ -> FakeQgs.message(0, new byte[0]), "tsm-empty-report");
    says(_ -> FakeQgs.message(0, new byte[584]), "tsm-quote-malformed");
    says(_ -> FakeQgs.message(0x12002, new byte[0]), "tsm-quote-refused");
    says(_ -> refusedBriefly(), "tsm-quote-refused");
    // Another minor version is compatible; what follows isn't read.
    host.spoil = answer -> Arrays.copyOf(changed(answer, 6), answer.length + 9);
    assertThat(failure()).startsWith("none");
  }

  /// A refusal without the lengths that it doesn't need.
  private static byte[] refusedBriefly() {
    byte[] brief = Arrays.copyOf(FakeQgs.message(7, new byte[0]), 20);
    ByteBuffer.wrap(brief).putInt(0, 16).order(ByteOrder.LITTLE_ENDIAN).putInt(12, 16);
    return brief;
  }

  @Test
  void waitsForNoHost() throws Exception {
    host.silent = true;
    long start = System.nanoTime();
    assertThat(failure(Duration.ofMillis(300))).isEqualTo("tsm-timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENT);
    Reports hostless = domain.reports(wire.resolve("nobody"), PATIENT);
    assertThatThrownBy(() -> hostless.report(DATA))
        .hasMessageStartingWith("the host's quote generation service gave no answer");
  }

  /// Whatever comes, it is this machine's quote or a named failure. What isn't compared is signed,
  /// and for those to verify who get it.
  @Test
  void anyAnswerIsAQuoteOfThisMachineOrAFailure() throws Exception {
    Reports reports = domain.reports(wire, PATIENT);
    Bytes honest = reports.report(DATA).report();
    byte[] answer = FakeQgs.message(0, honest.toByteArray());
    Random random = new Random(20261122);
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 3000; i++) {
      byte[] other = mutated(answer, random);
      host.spoil = _ -> other;
      try {
        Bytes quote = reports.report(DATA).report();
        seen.add("taken");
        // From the attributes to the report data all is as it was.
        assertThat(quote.slice(168, 632)).isEqualTo(honest.slice(168, 632));
      } catch (TsmException e) {
        seen.add(e.failure().code());
      }
    }
    assertThat(seen)
        .contains(
            "taken",
            "tsm-quote-foreign",
            "tsm-quote-malformed",
            "tsm-quote-refused",
            "tsm-quote-unavailable",
            "tsm-too-large")
        .doesNotContain("tsm-timeout");
  }

  private static byte[] mutated(byte[] answer, Random random) {
    byte[] other = answer.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      // Half of them where the structure is.
      other[random.nextInt(random.nextBoolean() ? 32 : other.length)] = (byte) random.nextInt();
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(other, random.nextInt(other.length)) : other;
  }
}
