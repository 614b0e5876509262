// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.snp.SnpPolicy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// The product's TSM device on a configfs in memory, whose reports are signed under roots of tests:
/// a made-up SEV-SNP guest or trust domain.
public final class SignedGuest {
  /// When its evidence is judged.
  public static final Instant TIME = FakeIntel.AT;

  private final FakeTsm kernel = new FakeTsm();
  private final AppraisalPolicy policy;
  private final Endorsements endorsements;

  private SignedGuest(
      String provider,
      UnaryOperator<Bytes> hardware,
      Bytes auxiliary,
      AppraisalPolicy policy,
      Endorsements endorsements) {
    kernel.provider = provider;
    kernel.hardware = Optional.of(hardware);
    kernel.certificates = auxiliary.toByteArray();
    this.policy = policy;
    this.endorsements = endorsements;
  }

  /// An SEV-SNP guest whose host gives the certificates along.
  public static SignedGuest sevSnp() {
    FakeSnp amd = FakeSnp.vcek();
    amd.lists.clear();
    amd.lists.add(amd.list(TIME.minusSeconds(3600), TIME.plusSeconds(3600)));
    return new SignedGuest(
        "sev_guest",
        bound -> {
          amd.put(0x50, bound);
          return amd.issue();
        },
        amd.table(),
        SnpPolicy.builder(SnpPolicies.strict().anchor(FakeSnp.anchor()).build())
            .ignoreNonce("not what this test is about")
            .requireUserData()
            .build(),
        Endorsements.NONE);
  }

  /// A trust domain.
  public static SignedGuest tdx() {
    FakeIntel intel = FakeIntel.domain();
    return new SignedGuest(
        "tdx_guest",
        bound -> {
          intel.body(520, bound.hex());
          return intel.quote();
        },
        Bytes.EMPTY,
        DcapPolicies.tdx(intel.anchor()).requireReportData().build(),
        intel.endorsements());
  }

  /// The product's device.
  public TsmDevice device() throws TsmException {
    return new TsmDevice(
        new TsmReports(
            kernel, FakeTsm.FOLDER, new SecureRandom(), OptionalInt.empty(), Duration.ofMillis(1)),
        Duration.ofSeconds(20));
  }

  /// Accepts any software on it that binds the right data.
  public AppraisalPolicy policy() {
    return policy;
  }

  /// What a verifier has to be given along.
  public Endorsements endorsements() {
    return endorsements;
  }
}
