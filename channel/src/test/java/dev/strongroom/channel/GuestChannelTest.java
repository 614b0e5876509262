// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.fixtures.Channels;
import dev.strongroom.channel.fixtures.FakeGuest;
import dev.strongroom.channel.fixtures.TlsPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The channel to confidential virtual machines, whose evidence binds 64 bytes and nothing else.
class GuestChannelTest {
  private static AttestedConnector client(
      AppraisalPolicy appraisal, Endorsements endorsements, Bytes identity, boolean fresh) {
    return new AttestedConnector(
        new ChannelPolicy(
            appraisal, endorsements, Optional.of(identity), fresh, Duration.ofMinutes(10)),
        Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)),
        () -> FakeGuest.TIME);
  }

  private static void refused(AttestedConnector client, FakeGuest guest, String why)
      throws IOException {
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(guest))) {
      assertThatExceptionOfType(ChannelException.class)
          .isThrownBy(() -> Channels.connect(client, server).close())
          .satisfies(e -> assertThat(e.refusal()).isEqualTo(Refusal.EVIDENCE_REFUSED))
          .satisfies(e ->
              assertThat(e.verdict().orElseThrow().firstFailure().orElseThrow().name())
                  .isEqualTo(why));
      assertThat(server.applicationBytes()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"SEV_SNP,false", "SEV_SNP,true", "TDX,false", "TDX,true"})
  void carriesBytesOnceVerified(EvidenceKind kind, boolean fresh) throws IOException {
    FakeGuest guest = FakeGuest.of(kind);
    AttestedConnector client =
        client(guest.policy(), guest.endorsements(), guest.identity(), fresh);
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(guest));
        AttestedConnection connection = Channels.connect(client, server)) {
      assertThat(connection.verified().verdict().kind()).isEqualTo(kind);
      assertThat(connection.keys()).isEqualTo(guest.statement());
      connection.output().write(7);
      assertThat(connection.input().read()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SEV_SNP", "TDX"})
  void refusesWhatIsBoundToOtherKeys(EvidenceKind kind) throws IOException {
    FakeGuest guest = FakeGuest.of(kind);
    FakeGuest other = FakeGuest.of(kind);
    String name = kind == EvidenceKind.TDX ? "policy.report-data" : "policy.user-data";
    for (boolean fresh : new boolean[] {false, true}) {
      AttestedConnector client =
          client(guest.policy(), guest.endorsements(), guest.identity(), fresh);
      refused(client, guest.withEvidenceFor(other.statement()), fresh ? "policy.nonce" : name);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SEV_SNP", "TDX"})
  void refusesEvidenceOfBeforeThisConnection(EvidenceKind kind) throws IOException {
    FakeGuest guest = FakeGuest.of(kind).withoutNonces();
    refused(
        client(guest.policy(), guest.endorsements(), guest.identity(), true),
        guest,
        "policy.nonce");
  }

  @ParameterizedTest
  @EnumSource(names = {"SEV_SNP", "TDX"})
  void cantBeFreshWithoutTheEnvelope(EvidenceKind kind) throws IOException {
    FakeGuest guest = FakeGuest.of(kind).bare();
    refused(
        client(guest.policy(), guest.endorsements(), guest.identity(), true),
        guest,
        "policy.nonce");
    AttestedConnector client =
        client(guest.policy(), guest.endorsements(), guest.identity(), false);
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(guest));
        AttestedConnection connection = Channels.connect(client, server)) {
      assertThat(connection.verified().verdict().accepted()).isTrue();
    }
  }

  @Test
  void fetchesNoEndorsements() throws IOException {
    FakeGuest guest = FakeGuest.of(EvidenceKind.TDX);
    AttestedConnector client = client(guest.policy(), Endorsements.NONE, guest.identity(), false);
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(guest))) {
      assertThatExceptionOfType(ChannelException.class)
          .isThrownBy(() -> Channels.connect(client, server).close())
          .satisfies(e -> assertThat(e.refusal()).isEqualTo(Refusal.EVIDENCE_REFUSED))
          .withMessageContaining("no revocation list of Intel SGX Root CA is given");
    }
  }

  @Test
  void takesNoOtherKindThanThePolicys() throws IOException {
    FakeGuest guest = FakeGuest.of(EvidenceKind.SEV_SNP);
    AppraisalPolicy nitro = Channels.appraisal(FakeNitro.create().simulatedAnchor(), false);
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(guest))) {
      assertThatExceptionOfType(ChannelException.class)
          .isThrownBy(() ->
              Channels.connect(client(nitro, guest.endorsements(), guest.identity(), false), server)
                  .close())
          .satisfies(e -> assertThat(e.refusal()).isEqualTo(Refusal.EVIDENCE_REFUSED));
    }
  }
}
