// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.enclave.inference.backend.Verification;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Documents of made-up machines with SIMULATED evidence, judged without a connection.
class TinfoilAppraisalTest {
  private static final Bytes KEY = Bytes.fromHex("a1".repeat(32));
  private static final Bytes NONCE = Bytes.fromHex("0f".repeat(32));
  private static final Verifier VERIFIER =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8));

  private static TinfoilAppraisal appraisal(
      TinfoilFormat format,
      AppraisalPolicy policy,
      Optional<AppraisalPolicy> devices,
      Endorsements endorsements,
      Instant at) {
    return new TinfoilAppraisal(
        format,
        policy,
        devices,
        endorsements,
        Duration.ofMinutes(10),
        VERIFIER,
        () -> at,
        new SecureRandom());
  }

  private static TinfoilAppraisal appraisal(TinfoilFormat format, FakeTinfoil machine) {
    return appraisal(
        format, machine.policy(), Optional.empty(), machine.endorsements(), FakeTinfoil.TIME);
  }

  private static String document(TinfoilFormat format, FakeTinfoil machine) {
    return format == TinfoilFormat.V2 ? machine.v2(KEY) : machine.v3(NONCE, KEY);
  }

  private static Verification judge(TinfoilAppraisal appraisal, String document)
      throws TinfoilRefusedException {
    return appraisal.judge(Bytes.utf8(document), NONCE, KEY);
  }

  private static void refused(TinfoilAppraisal appraisal, String document, String check) {
    assertThatExceptionOfType(TinfoilRefusedException.class)
        .isThrownBy(() -> judge(appraisal, document))
        .satisfies(e -> assertThat(e.check()).isEqualTo(check));
  }

  @ParameterizedTest
  @CsvSource({"SEV_SNP,V2", "SEV_SNP,V3", "TDX,V2", "TDX,V3"})
  void acceptsWhatBindsTheKey(EvidenceKind kind, TinfoilFormat format) throws Exception {
    FakeTinfoil machine = FakeTinfoil.of(kind);
    String document = document(format, machine);
    Verification found = judge(appraisal(format, machine), document);
    assertThat(found.kind()).isEqualTo(kind.toString());
    assertThat(found.tlsKey()).contains(KEY);
    assertThat(found.identity()).isEmpty();
    // Policies for SEV-SNP have no word for a simulated device's root.
    assertThat(found.simulated()).isEqualTo(kind == EvidenceKind.TDX);
    assertThat(found.at()).isEqualTo(FakeTinfoil.TIME);
    assertThat(found.evidence()).isEqualTo(FakeTinfoil.sha256(Bytes.utf8(document)));
    assertThat(found.checks()).contains("tinfoil.tls-key").hasSizeGreaterThan(5);
  }

  /// Derivations as Tinfoil's own test vectors have them (`attested-keys-vectors.json` of its Go
  /// client, and a golden case of its conformance suite): nonce, two digests, report data.
  @ParameterizedTest
  @CsvSource({
    "004580594693e8f98ab0537d7e408f55f691bad5e55b0bd83f0bc32f2a05abc6,e134a51739248a669e7d75a94c242d2b2b973684061d1885205cea0e1b40ec58",
    "d8f98fff52635b917d390080f09f2b68eed1b410810f4965e3411b99b204f727,471c373ed1a81ba6b4f9469e15b61277759d825f28a7415c3de5effb1c80a5e7",
    "ed4444b3b58d22e8e2b8181ac2a16ffd396f5273acd783b6c36afbb34ee120c3,4f4049335c395580da60f8d34aacb770dc4aa3acba2d71a370c92da0d09debe2",
    "ef0a1e0e45966d6d1821288d60dda910c484f2ebb11a03f196e69c3132688aa2,b8a3dcdb99cd81bb3788c1dc76c89eba57de8f2064106fa654244d0c35244971"
  })
  void bindsAsTheirsDoes(String keys, String reportData) {
    Bytes devices =
        Bytes.fromHex("5e84f632e01293bff4596cf72c45de0f9e1037e5cda3232b850c478d1a6b592b");
    assertThat(BoundData.sha256(FakeTinfoil.of(EvidenceKind.TDX).devicesSection()))
        .isEqualTo(devices);
    assertThat(
            BoundData.of(
                    Bytes.fromHex(
                        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                    Bytes.fromHex(keys),
                    devices)
                .hex())
        .isEqualTo(reportData + "00".repeat(32));
  }

  @ParameterizedTest
  @CsvSource({"SEV_SNP,V2", "SEV_SNP,V3", "TDX,V2", "TDX,V3"})
  void refusesOtherMachinesAndOtherTimes(EvidenceKind kind, TinfoilFormat format) throws Exception {
    String measurement = kind == EvidenceKind.TDX ? "policy.mrtd" : "policy.measurement";
    FakeTinfoil other = FakeTinfoil.of(kind).measuring(Bytes.fromHex("bb".repeat(48)));
    refused(appraisal(format, other), document(format, other), measurement);
    FakeTinfoil open = FakeTinfoil.of(kind).debuggable();
    refused(appraisal(format, open), document(format, open), "policy.debug");
    FakeTinfoil machine = FakeTinfoil.of(kind);
    String document = document(format, machine);
    assertThatExceptionOfType(TinfoilRefusedException.class)
        .isThrownBy(
            () -> appraisal(format, machine).judge(Bytes.utf8(document), NONCE, Bytes.zeros(32)))
        .satisfies(e -> assertThat(e.check()).isEqualTo("tinfoil.tls-key"));
    // Under other roots, and when lists have run out.
    assertThatExceptionOfType(TinfoilRefusedException.class)
        .isThrownBy(() ->
            judge(
                appraisal(
                    format,
                    machine.policy(),
                    Optional.empty(),
                    machine.endorsements(),
                    FakeTinfoil.TIME.plus(Duration.ofDays(60))),
                document))
        .satisfies(e -> assertThat(e.verdict()).isPresent());
    assertThatExceptionOfType(TinfoilRefusedException.class)
        .isThrownBy(() ->
            judge(
                appraisal(
                    format,
                    machine.policy(),
                    Optional.empty(),
                    Endorsements.NONE,
                    FakeTinfoil.TIME),
                document))
        .satisfies(e -> assertThat(e.verdict()).isPresent());
  }

  @ParameterizedTest
  @EnumSource(TinfoilFormat.class)
  void refusesTheOtherFormat(TinfoilFormat format) {
    FakeTinfoil machine = FakeTinfoil.of(EvidenceKind.SEV_SNP);
    TinfoilFormat other = format == TinfoilFormat.V2 ? TinfoilFormat.V3 : TinfoilFormat.V2;
    refused(appraisal(format, machine), document(other, machine), "tinfoil.document");
  }

  @Test
  void refusesWhatWasMadeForOthersOrChangedSince() {
    FakeTinfoil machine = FakeTinfoil.of(EvidenceKind.SEV_SNP);
    TinfoilAppraisal appraisal = appraisal(TinfoilFormat.V3, machine);
    refused(appraisal, machine.v3(Bytes.zeros(32), KEY), "tinfoil.nonce");
    // The nonce that was sent, written into a document for another one.
    refused(
        appraisal,
        machine
            .v3(Bytes.zeros(32), KEY)
            .replace("\"" + "00".repeat(32) + "\"", "\"" + NONCE.hex() + "\""),
        "tinfoil.sections");
    // All digests as they have to be, for this connection's key; but the evidence binds another.
    Bytes theirs = FakeTinfoil.keys(Bytes.fromHex("ee".repeat(32)));
    Bytes devices = machine.devicesSection();
    Bytes evidence =
        machine.evidence(BoundData.of(NONCE, BoundData.sha256(theirs), BoundData.sha256(devices)));
    Bytes keys = FakeTinfoil.keys(KEY);
    refused(
        appraisal,
        machine.v3(
            NONCE,
            keys,
            devices,
            BoundData.of(NONCE, BoundData.sha256(keys), BoundData.sha256(devices)),
            evidence),
        "policy.user-data");
    // Another device than the machine's evidence binds.
    Bytes more = Bytes.utf8(String.valueOf(devices.asUtf8()).replace("[]", "[ ]"));
    refused(
        appraisal,
        machine.v3(NONCE, KEY).replace(FakeTinfoil.base64(devices), FakeTinfoil.base64(more)),
        "tinfoil.sections");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"id\":\"tls\"|\"id\":\"TLS\"",
        "\"id\":\"hpke\"|\"id\":\"tls\"",
        "spki-fp-sha256/v1|spki/v1",
        "crypto-material/v1|crypto-material/v2",
        "{\"id\":\"tls\",|{\"id\":\"tls\",\"id\":\"tls\",",
        "{\"id\":\"tls\",|{\"id\":\"tls\",\"more\":\"\",",
        "\"data\":\"a1|\"data\":\"A1",
        "\"data\":\"a1a1|\"data\":\"a1"
      })
  void refusesUnclearKeys(String from, String to) {
    FakeTinfoil machine = FakeTinfoil.of(EvidenceKind.SEV_SNP);
    String keys = String.valueOf(FakeTinfoil.keys(KEY).asUtf8());
    assertThat(keys).contains(from);
    refused(
        appraisal(TinfoilFormat.V3, machine),
        machine.v3(NONCE, Bytes.utf8(keys.replace(from, to)), machine.devicesSection()),
        "tinfoil.document");
  }

  @Test
  void refusesBodiesThatArePackedOtherwise() {
    FakeTinfoil machine = FakeTinfoil.of(EvidenceKind.SEV_SNP);
    TinfoilAppraisal appraisal = appraisal(TinfoilFormat.V2, machine);
    for (UnaryOperator<Bytes> packing :
        Set.<UnaryOperator<Bytes>>of(
            it -> it,
            it -> FakeTinfoil.gzip(Bytes.zeros(100 << 20)),
            it -> FakeTinfoil.gzip(it).slice(0, 100),
            it -> FakeTinfoil.gzip(it.slice(0, 1183)))) {
      refused(appraisal, machine.v2(KEY, packing), "tinfoil.document");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SEV_SNP", "TDX"})
  void takesWhatIsPassedOnWhereNothingIsGiven(EvidenceKind kind) throws Exception {
    FakeTinfoil machine = FakeTinfoil.of(kind).withCollateral();
    TinfoilAppraisal appraisal =
        appraisal(
            TinfoilFormat.V3,
            machine.policy(),
            Optional.empty(),
            Endorsements.NONE,
            FakeTinfoil.TIME);
    assertThat(judge(appraisal, machine.v3(NONCE, KEY)).kind()).isEqualTo(kind.toString());
    // It has dates like any other.
    TinfoilAppraisal later =
        appraisal(
            TinfoilFormat.V3,
            machine.policy(),
            Optional.empty(),
            Endorsements.NONE,
            FakeTinfoil.TIME.plus(Duration.ofDays(60)));
    assertThatExceptionOfType(TinfoilRefusedException.class)
        .isThrownBy(() -> judge(later, machine.v3(NONCE, KEY)));
  }

  /// An older list that is still in force doesn't stand beside the relying party's own.
  @Test
  void takesItsOwnListsAlone() {
    FakeTinfoil machine = FakeTinfoil.of(EvidenceKind.SEV_SNP).withCollateral();
    Endorsements stale =
        new Endorsements(
            List.of(
                Endorsements.Item.of(
                    Endorsements.Type.REVOCATION_LIST,
                    machine
                        .amd()
                        .list(
                            FakeTinfoil.TIME.minusSeconds(60),
                            FakeTinfoil.TIME.minusSeconds(30)))));
    refused(
        appraisal(TinfoilFormat.V3, machine.policy(), Optional.empty(), stale, FakeTinfoil.TIME),
        machine.v3(NONCE, KEY),
        "path.revocation");
  }

  /// Whatever comes is refused in the same way, and nothing else happens.
  @ParameterizedTest
  @CsvSource({"SEV_SNP,V2", "SEV_SNP,V3", "TDX,V3"})
  void refusesHostileBytes(EvidenceKind kind, TinfoilFormat format) {
    FakeTinfoil machine = FakeTinfoil.of(kind).withCollateral();
    TinfoilAppraisal appraisal = appraisal(format, machine);
    byte[] genuine = Bytes.utf8(document(format, machine)).toByteArray();
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      byte[] changed = genuine.clone();
      int changes = 1 + random.nextInt(3);
      for (int c = 0; c < changes; c++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Bytes document = Bytes.copyOf(changed);
      try {
        appraisal.judge(
            i % 10 == 0 ? document.slice(0, random.nextInt(changed.length)) : document, NONCE, KEY);
      } catch (TinfoilRefusedException e) {
        refused++;
      }
    }
    // What stands beside the evidence and the sections may change: nothing rests on it.
    assertThat(refused).isGreaterThan(format == TinfoilFormat.V2 ? 550 : 150);
  }

  @Test
  void refusesWhatIsTooLong() {
    FakeTinfoil machine = FakeTinfoil.of(EvidenceKind.SEV_SNP);
    refused(
        appraisal(TinfoilFormat.V3, machine),
        machine.v3(NONCE, KEY) + " ".repeat(TinfoilAppraisal.LONGEST),
        "tinfoil.document");
  }
}
