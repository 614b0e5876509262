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
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Rules about one device and about sets, each broken once.
final class DeviceRules {
  private static final FakeNvidia NVIDIA = NvidiaTable.NVIDIA;

  private DeviceRules() {}

  static void addTo(NvidiaTable table) {
    table.gpu("unchanged", accepted(), gpu -> {});
    signature(table);
    path(table);
    identity(table);
    firmware(table);
    statement(table);
    set(table);
  }

  private static void signature(NvidiaTable table) {
    FakeDevice gpu = NVIDIA.gpu(0);
    Bytes report = gpu.report();
    String[] places = {"nonce", "nonce of the device", "measurement", "opaque data", "signature"};
    int[] offsets = {10, 2260, 60, 2283, report.length() - 5};
    for (int i = 0; i < places.length; i++) {
      Bytes changed = Edits.flip(report, offsets[i]);
      table.add(
          "signature: " + places[i] + " changed",
          Bytes.utf8("[" + gpu.json(changed) + "]"),
          only("gpu-0.report.signature signature-invalid"));
    }
    table.gpu(
        "signature by another key",
        only("gpu-0.report.signature signature-invalid"),
        g -> g.signer(FakeNitro.p384()));
    table.gpu(
        "signature by the device's certificate instead of its leaf",
        only("gpu-0.report.signature signature-invalid"),
        g -> g.signer(g.chain().instance().keys()));
  }

  private static void path(NvidiaTable table) {
    table.add(
        "path: root that isn't pinned",
        FakeNvidia.list(NVIDIA.gpu(0)),
        Endorsements.NONE,
        NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU).build(),
        first("gpu-0.path.root untrusted-root", "gpu-0.path.signatures unverifiable"));
    table.add(
        "path: root that is pinned for manifests",
        FakeNvidia.list(NVIDIA.gpu(0)),
        Endorsements.NONE,
        NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU).manifestAnchor(NVIDIA.anchor()).build(),
        first("gpu-0.path.root untrusted-root"));
    table.gpu(
        "path: leaf expired",
        only("gpu-0.path.validity expired"),
        g ->
            g.chain()
                .leaf()
                .validity(Instant.parse("2022-01-01T00:00:00Z"), FakeNvidia.TIME.minusSeconds(1)));
    table.gpu(
        "path: leaf from the future",
        only("gpu-0.path.validity not-yet-valid"),
        g ->
            g.chain()
                .leaf()
                .validity(FakeNvidia.TIME.plusSeconds(1), Instant.parse("2030-01-01T00:00:00Z")));
    table.gpu(
        "path: leaf is a CA",
        first("gpu-0.path.authorities wrong-authority"),
        g -> g.chain().leaf().ca(-1));
    table.gpu(
        "path: device isn't a CA",
        first("gpu-0.path.authorities wrong-authority"),
        g -> g.chain().instance().notCa(true));
    table.gpu(
        "path: device may not sign certificates",
        first("gpu-0.path.key-usage wrong-key-usage"),
        g -> g.chain().instance().keyUsage(KeyUsage.digitalSignature, true));
    table.gpu(
        "path: leaf on P-256",
        first("gpu-0.path.certificates certificate-unsuitable"),
        g -> {
          g.chain().leaf().keys(FakeNitro.ec("secp256r1")).keyIds(false, false);
          g.signer(FakeNitro.p384());
        });
    table.gpu(
        "path: leaf signed by a stranger",
        only("gpu-0.path.signatures certificate-signature-invalid"),
        g -> g.chain().leaf().signer(FakeNitro.p384()));
    table.gpu("chain of four", only("gpu-0.chain inconsistent"), g -> g.chain().remove(1));
    table.add(
        "chain that isn't given",
        NVIDIA.gpu(0).report(),
        first(
            "gpu-0.chain endorsement-missing",
            "gpu-0.device.model unverifiable",
            "gpu-0.report.signature unverifiable",
            "gpu-0.report.firmware-id unverifiable"));
    FakeDevice raw = NVIDIA.gpu(0);
    table.add(
        "chain among the endorsements",
        raw.report(),
        raw.endorsements(),
        NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU).build(),
        accepted());
    FakeDevice other = NVIDIA.gpu(1);
    table.add(
        "chains of two devices among the endorsements",
        raw.report(),
        raw.endorsements().with(other.endorsements()),
        NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU).build(),
        first("gpu-0.chain endorsement-missing"));
    table.add(
        "chain of another device",
        raw.report(),
        other.endorsements(),
        NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU).build(),
        only("gpu-0.report.signature signature-invalid"));
    table.add(
        "judged at its own time",
        FakeNvidia.list(raw),
        Endorsements.NONE,
        NvidiaTable.lenient(EvidenceKind.NVIDIA_GPU).build(),
        Challenge.none(),
        AppraisalTime.archived(),
        first("evidence.time no-time-stated"));
    table.add(
        "policy for switches",
        FakeNvidia.list(raw),
        Endorsements.NONE,
        NvidiaTable.lenient(EvidenceKind.NVIDIA_SWITCH).build(),
        first("policy.kind wrong-kind"));
  }

  private static void identity(NvidiaTable table) {
    String pdi = "41" + FakeNvidia.gpuPdi(0);
    table.gpu(
        "model: leaf named as something else",
        only("gpu-0.device.model inconsistent"),
        g -> g.chain().leaf().subject(FakeNvidia.deviceName(pdi, "GH100 A01 GSP OTHER")));
    table.gpu(
        "model: leaf of another chip",
        only("gpu-0.device.model inconsistent"),
        g -> g.chain().leaf().subject(FakeNvidia.deviceName(pdi, "GB100 A01 GSP FMC LF")));
    table.gpu(
        "model: chip that isn't known",
        only("gpu-0.device.model inconsistent"),
        g -> {
          g.chain().leaf().subject(FakeNvidia.deviceName(pdi, "XX100 A01 GSP FMC LF"));
          g.chain().instance().subject(FakeNvidia.deviceName(pdi, "XX100 A01 GSP BROM"));
        });
    table.gpu(
        "model: certificates of a switch",
        only("gpu-0.device.model inconsistent"),
        g -> {
          g.chain().leaf().subject(FakeNvidia.deviceName(pdi, "LS_10 A01 FSP FMC LF"));
          g.chain().instance().subject(FakeNvidia.deviceName(pdi, "LS_10 A01 FSP BROM"));
        });
    table.add(
        "number: switch that calls itself another",
        FakeNvidia.list(NVIDIA.switchOf(0, 2).opaque(22, FakeNvidia.switchPdi(1))),
        Endorsements.NONE,
        NvidiaTable.lenient(EvidenceKind.NVIDIA_SWITCH).build(),
        only("switch-0.device.number inconsistent"));
    table.gpu(
        "mode: protected PCIe by one field only",
        first("gpu-0.report.mode inconsistent"),
        g -> g.opaque(36, "0200"));
    table.gpu(
        "mode: protected PCIe by the other field only",
        first("gpu-0.report.mode inconsistent"),
        g -> g.opaque(21, "aa").opaque(36, "0000"));
  }

  private static void firmware(NvidiaTable table) {
    table.gpu(
        "firmware: another id in the report",
        only("gpu-0.report.firmware-id inconsistent"),
        g -> g.opaque(20, "f2".repeat(48)));
    table.gpu("firmware: none in the report", accepted(), g -> g.without(20));
    table.gpu(
        "firmware: none in the leaf", only("gpu-0.report.firmware-id inconsistent"), g -> leaf(g));
    table.gpu(
        "firmware: by the other extension",
        accepted(),
        g ->
            leaf(g)
                .extension(FakeNvidia.TCB_INFO, false, FakeNvidia.tcbInfo(FakeNvidia.FIRMWARE_ID)));
    table.gpu(
        "firmware: another by the other extension",
        only("gpu-0.report.firmware-id inconsistent"),
        g ->
            leaf(g)
                .extension(
                    FakeNvidia.TCB_INFO,
                    false,
                    FakeNvidia.tcbInfo(Bytes.fromHex("f3".repeat(48)))));
    table.gpu(
        "firmware: by both extensions",
        only("gpu-0.report.firmware-id certificate-malformed"),
        g ->
            g.chain()
                .leaf()
                .extension(FakeNvidia.TCB_INFO, false, FakeNvidia.tcbInfo(FakeNvidia.FIRMWARE_ID)));
    table.gpu(
        "firmware: id that only ends the extension",
        only("gpu-0.report.firmware-id certificate-malformed"),
        g ->
            leaf(g)
                .extension(
                    FakeNvidia.COMPOSITE,
                    false,
                    new DEROctetString(FakeNvidia.FIRMWARE_ID.toByteArray())));
  }

  /// The leaf anew, without any extension that names firmware.
  private static CertificateSpec leaf(FakeDevice device) {
    CertificateSpec old = device.chain().leaf();
    CertificateSpec leaf =
        new CertificateSpec(old.keys(), old.subject(), old.notBefore(), old.notAfter())
            .notCa(false)
            .keyIds(true, true)
            .keyUsage(KeyUsage.digitalSignature, true);
    device.chain().remove(device.chain().size() - 1).insert(device.chain().size(), leaf);
    return leaf;
  }

  private static void statement(NvidiaTable table) {
    String nonce = FakeNvidia.NONCE.hex();
    table.gpu(
        "statement: as in the report",
        accepted(),
        g ->
            g.members(
                ",\"arch\":\"HOPPER\",\"nonce\":\""
                    + nonce
                    + "\",\"driver_version\":\"550.90.07\",\"more\":null"));
    table.gpu(
        "statement: another nonce",
        only("gpu-0.report.statement inconsistent"),
        g -> g.members(",\"nonce\":\"" + "00".repeat(32) + "\""));
    table.gpu(
        "statement: another architecture",
        only("gpu-0.report.statement inconsistent"),
        g -> g.members(",\"arch\":\"BLACKWELL\""));
    table.gpu(
        "statement: another driver",
        only("gpu-0.report.statement inconsistent"),
        g -> g.members(",\"driver_version\":\"999.9\""));
  }

  private static void set(NvidiaTable table) {
    table.add(
        "set: two nonces",
        FakeNvidia.list(NVIDIA.gpu(0), NVIDIA.gpu(1).nonce(Bytes.zeros(32))),
        only("set.nonce inconsistent"));
    FakeDevice twice = NVIDIA.gpu(0);
    table.add(
        "set: a device twice", FakeNvidia.list(twice, twice), only("set.duplicates inconsistent"));
    List<FakeDevice> gpus = List.of(NVIDIA.gpu(0, 2), NVIDIA.gpu(1, 2));
    List<FakeDevice> switches = List.of(NVIDIA.switchOf(0, 2), NVIDIA.switchOf(1, 2));
    table.add("set: whole", FakeNvidia.set(gpus, switches), accepted());
    topology(table, "no switches", gpus, List.of());
    topology(table, "a GPU alone", gpus.subList(0, 1), List.of());
    topology(table, "a switch missing", gpus, switches.subList(0, 1));
    topology(table, "a GPU missing", gpus.subList(0, 1), switches);
    topology(table, "a GPU of elsewhere", List.of(gpus.get(0), NVIDIA.gpu(7, 2)), switches);
    topology(table, "a switch of elsewhere", gpus, List.of(switches.get(0), NVIDIA.switchOf(7, 2)));
    topology(table, "a GPU that isn't shared", List.of(gpus.get(0), NVIDIA.gpu(1)), switches);
    topology(
        table,
        "a switch that isn't locked",
        gpus,
        List.of(switches.get(0), NVIDIA.switchOf(1, 2).opaque(25, "0000")));
    topology(
        table,
        "switches that don't tell, and nobody counts",
        gpus,
        List.of(NVIDIA.switchOf(0, 2).without(26), NVIDIA.switchOf(1, 2).without(26)));
    topology(table, "GPUs that aren't shared beside switches", List.of(NVIDIA.gpu(0)), switches);
  }

  private static void topology(
      NvidiaTable table, String name, List<FakeDevice> gpus, List<FakeDevice> switches) {
    table.add(
        "topology: " + name,
        switches.isEmpty()
            ? FakeNvidia.list(gpus.toArray(FakeDevice[]::new))
            : FakeNvidia.set(gpus, switches),
        only("policy.topology inconsistent"));
  }
}
