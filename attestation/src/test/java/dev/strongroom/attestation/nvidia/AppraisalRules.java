// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.nitro.Expectation;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.x509.Certificate;
import java.math.BigInteger;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Rules of policies, each broken once by a genuine device.
final class AppraisalRules {
  private static final FakeNvidia NVIDIA = NvidiaTable.NVIDIA;
  private static final Challenge OURS = Challenge.ofNonce(FakeNvidia.NONCE);

  private AppraisalRules() {}

  static void addTo(NvidiaTable table) throws Exception {
    rule(table, "nonce", accepted(), p -> p.requireNonce(), OURS);
    rule(
        table,
        "nonce of another",
        only("policy.nonce nonce-differs"),
        p -> p,
        Challenge.ofNonce(Bytes.zeros(32)));
    rule(
        table,
        "nonce cut to 31 bytes",
        only("policy.nonce nonce-differs"),
        p -> p.requireNonce(),
        Challenge.ofNonce(FakeNvidia.NONCE.slice(0, 31)));
    rule(
        table,
        "nonce that nobody gave",
        only("policy.nonce nonce-not-challenged"),
        p -> p.requireNonce(),
        Challenge.none());
    rule(
        table,
        "key bound",
        only("policy.public-key public-key-differs"),
        p -> p,
        Challenge.none().withPublicKey(Bytes.utf8("key")));
    rule(
        table,
        "data bound",
        only("policy.user-data user-data-differs"),
        p -> p,
        Challenge.none().withUserData(Bytes.utf8("data")));
    rule(table, "count", accepted(), p -> p.requireCount(1, 0));
    rule(
        table,
        "count of others",
        only("policy.count count-not-accepted"),
        p -> p.requireCount(2, 0));
    rule(
        table,
        "architecture",
        accepted(),
        p -> p.requireArchitectures(Set.of(NvidiaArchitecture.HOPPER)));
    rule(
        table,
        "architecture of others",
        only("policy.architecture architecture-not-accepted"),
        p -> p.requireArchitectures(Set.of(NvidiaArchitecture.BLACKWELL)));
    rule(table, "driver", accepted(), p -> p.requireDriverVersions(Set.of("550.90.07")));
    rule(
        table,
        "driver of others",
        only("policy.driver driver-not-accepted"),
        p -> p.requireDriverVersions(Set.of("550.90.08")));
    rule(table, "VBIOS", accepted(), p -> p.requireVbiosVersions(Set.of("96.00.9f.00.01")));
    rule(
        table,
        "VBIOS of others",
        only("policy.vbios vbios-not-accepted"),
        p -> p.requireVbiosVersions(Set.of("96.00.9f.00.02")));
    rule(table, "mode", accepted(), p -> p.requireModes(Set.of(NvidiaMode.CONFIDENTIAL)));
    rule(
        table,
        "mode of others",
        only("policy.mode mode-not-accepted"),
        p -> p.requireModes(Set.of(NvidiaMode.PROTECTED_PCIE)));
    rule(
        table,
        "whole GPU",
        only("policy.whole-gpu whole-gpu-not-accepted"),
        p -> p.requireWholeGpu());
    String number = "0x41" + FakeNvidia.gpuPdi(0);
    rule(table, "device", accepted(), p -> p.requireDevices(Set.of(number)));
    rule(
        table,
        "device of others",
        only("policy.device device-not-accepted"),
        p -> p.requireDevices(Set.of("0x41" + FakeNvidia.gpuPdi(1), "12345")));
    rule(table, "denied by number", only("policy.denied denied"), p -> p.deny(number));
    rule(table, "denied others", accepted(), p -> p.deny("0x41" + FakeNvidia.gpuPdi(1)));
    ueid(table);
    kinds(table);
  }

  private static void ueid(NvidiaTable table) throws Exception {
    FakeDevice gpu = NVIDIA.gpu(0);
    Bytes evidence = FakeNvidia.list(gpu);
    String ueid =
        new BigInteger(Certificate.parse(gpu.certificates().getFirst()).serial().toByteArray())
            .toString();
    table.add(
        "policy: device by ueid",
        evidence,
        Endorsements.NONE,
        NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU).requireDevices(Set.of(ueid)).build(),
        accepted());
    table.add(
        "policy: denied by ueid",
        evidence,
        Endorsements.NONE,
        NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU).deny(ueid).build(),
        only("policy.denied denied"));
  }

  private static void kinds(NvidiaTable table) {
    Bytes lone = FakeNvidia.list(NVIDIA.switchOf(0, 2));
    table.add(
        "policy: switches alone",
        lone,
        Endorsements.NONE,
        NvidiaTable.lenient(EvidenceKind.NVIDIA_SWITCH).build(),
        accepted());
    table.add(
        "policy: switches for GPUs",
        lone,
        Endorsements.NONE,
        NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU).build(),
        only("policy.kind wrong-kind"));
    table.add(
        "policy: GPUs for switches",
        FakeNvidia.list(NVIDIA.gpu(0)),
        Endorsements.NONE,
        NvidiaTable.lenient(EvidenceKind.NVIDIA_SWITCH).build(),
        only("policy.kind wrong-kind"));
    NitroPolicy nitro = LenientPolicy.of(NVIDIA.anchor());
    table.add(
        "policy: an enclave's",
        FakeNvidia.list(NVIDIA.gpu(0)),
        Endorsements.NONE,
        nitro,
        first("policy.kind wrong-kind"));
  }

  private static void rule(
      NvidiaTable table,
      String name,
      Expectation expected,
      UnaryOperator<NvidiaPolicyBuilder> change) {
    rule(table, name, expected, change, Challenge.none());
  }

  private static void rule(
      NvidiaTable table,
      String name,
      Expectation expected,
      UnaryOperator<NvidiaPolicyBuilder> change,
      Challenge challenge) {
    table.add(
        "policy: " + name,
        FakeNvidia.list(NVIDIA.gpu(0)),
        Endorsements.NONE,
        change.apply(NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU)).build(),
        challenge,
        AppraisalTime.at(FakeNvidia.TIME),
        expected);
  }
}
