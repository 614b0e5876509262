// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.tsm.FakeQgs;
import dev.strongroom.enclave.runtime.tsm.TrustDomain;
import dev.strongroom.enclave.runtime.tsm.TsmDevice;
import dev.strongroom.host.quotes.QuoteLimits;
import dev.strongroom.host.quotes.QuoteRelay;
import dev.strongroom.host.wire.UnixWire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A quote's whole way: the enclave's device, the wire, the host's relay, a quote generation
/// service, and back, until the verifier accepts it under a policy that pins the machine. Driver
/// and service are stand-ins, the root is a test's own.
@Timeout(60)
class QuoteAcrossTheWireTest {
  private static final Bytes DATA = Bytes.fromHex("5a".repeat(64));
  private static final Bytes NONCE = Bytes.utf8("nonce");

  @TempDir private Path folder = Path.of("");

  private static Verdict judged(TrustDomain expected, Bytes evidence, Challenge challenge)
      throws Exception {
    return Verifier.create(SignatureProvider.jdk(), PathCache.none())
        .explain(
            Evidence.parse(evidence),
            expected.endorsements(),
            expected.policy(),
            challenge,
            AppraisalTime.at(TrustDomain.TIME));
  }

  @Test
  void theVerifierAcceptsWhatTheHostHadSigned() throws Exception {
    TrustDomain domain = TrustDomain.ofModule10();
    Path socket = folder.resolve("qgs.socket");
    Path wire = Files.createDirectory(folder.resolve("wire"));
    try (FakeQgs _ = FakeQgs.at(socket, domain::quote);
        QuoteRelay relay =
            QuoteRelay.start(new UnixWire(wire)::listen, socket, QuoteLimits.standard());
        TsmDevice device = domain.device(wire)) {
      Bytes evidence = device.attest(Bytes.EMPTY, DATA, Optional.of(NONCE));
      assertThat(Evidence.parse(evidence).kind()).isEqualTo(EvidenceKind.TDX);
      Challenge asked = Challenge.ofNonce(NONCE).withUserData(DATA);
      Verdict verdict = judged(domain, evidence, asked);
      assertThat(verdict.accepted()).as(String.valueOf(verdict.firstFailure())).isTrue();
      assertThat(judged(domain, evidence, Challenge.none().withUserData(DATA)).accepted())
          .isFalse();
      // Under another root it is worth nothing.
      assertThat(judged(TrustDomain.ofModule10(), evidence, asked).genuine()).isFalse();
      assertThat(relay.answered()).isEqualTo(1);
      assertThat(relay.refused()).isZero();
    }
  }

  @Test
  void nothingElseOfTheHostsIsTaken() throws Exception {
    TrustDomain domain = TrustDomain.ofModule10();
    Path socket = folder.resolve("qgs.socket");
    Path wire = Files.createDirectory(folder.resolve("wire"));
    try (TsmDevice device = domain.device(wire)) {
      assertThatThrownBy(() -> device.attest(Bytes.EMPTY, DATA, Optional.empty()))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("the host's quote generation service gave no answer");
      Bytes other = domain.quote(Bytes.zeros(1024));
      try (QuoteRelay _ =
          QuoteRelay.start(new UnixWire(wire)::listen, socket, QuoteLimits.standard())) {
        // Somebody else's quote, signed as well as ours.
        try (FakeQgs _ = FakeQgs.at(socket, _ -> other)) {
          assertThatThrownBy(() -> device.attest(Bytes.EMPTY, DATA, Optional.empty()))
              .isInstanceOf(DeviceException.class)
              .hasMessageEndingWith(
                  "the host's quote isn't of this machine's report: another report data");
        }
      }
    }
  }
}
