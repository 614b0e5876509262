// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.dcap.IntelRoot;
import dev.strongroom.attestation.endorsements.GivenFile;
import dev.strongroom.attestation.eventlog.Event;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.eventlog.MalformedEventLogException;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Any bytes as what surrounds a quote of Intel's: quotes, Azure's container of one, collateral,
/// event logs. The quote that collateral is tried on is a forged one, which nothing can make
/// genuine.
class DcapFuzzTest {
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4));
  private static final Instant AT = Instant.parse("2026-01-15T12:00:00Z");
  private static final Bytes QUOTE =
      resource("DcapFuzzTestInputs/bytesAreAQuoteOrMalformed/tdx-v4.bin");

  private static Bytes resource(String name) {
    try (InputStream in = DcapFuzzTest.class.getResourceAsStream(name)) {
      return Bytes.copyOf(Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAQuoteOrMalformed(byte[] input) {
    try {
      refused(Evidence.parse(Bytes.copyOf(input)), Endorsements.NONE);
    } catch (MalformedEvidenceException e) {
      assertThat(e.offset()).isBetween(0, Math.max(input.length, 1));
      assertThat(e.code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreCollateralOrMalformed(byte[] input) throws Exception {
    try {
      refused(Evidence.parse(QUOTE), GivenFile.read(Bytes.copyOf(input)));
    } catch (MalformedJsonException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void refused(Evidence evidence, Endorsements endorsements) {
    Verdict verdict =
        VERIFIER.inspect(evidence, endorsements, List.of(IntelRoot.ANCHOR), AppraisalTime.at(AT));
    assertThat(verdict.genuine()).isFalse();
    assertThat(verdict.firstFailure()).isPresent();
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreALogOrMalformed(byte[] input) {
    try {
      EventLog log = EventLog.parse(Bytes.copyOf(input));
      assertThat(log.contradiction(List.of(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY)))
          .isPresent();
      for (Event event : log.events()) {
        assertThat(event.register()).isBetween(0, 3);
        assertThat(event.contradicts() && event.vouched().isPresent()).isFalse();
      }
    } catch (MalformedEventLogException e) {
      assertThat(e.offset()).isBetween(0, input.length);
      assertThat(e.code()).isNotBlank();
    }
  }
}
