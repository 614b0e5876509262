// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.snp.ReferenceMeasurement;
import dev.strongroom.attestation.snp.SnpPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/// A made-up machine that publishes SIMULATED evidence as Tinfoil's servers do, written without the
/// code that reads it.
public final class FakeTinfoil {
  /// When the evidence is judged.
  public static final Instant TIME = FakeIntel.AT;

  /// What it measures, unless it is changed.
  public static final Bytes MEASUREMENT = Bytes.fromHex("5e".repeat(48));

  private static final String URI = "https://tinfoil.sh/";

  private final EvidenceKind kind;
  private final FakeSnp amd = FakeSnp.vcek();
  private final FakeIntel intel = FakeIntel.domain();
  private String devices = "[]";
  private boolean collateral;

  private FakeTinfoil(EvidenceKind kind) {
    this.kind = kind;
    amd.lists.clear();
    amd.lists.add(amd.list(TIME.minusSeconds(3600), TIME.plusSeconds(3600)));
    measuring(MEASUREMENT);
  }

  /// A machine of a kind, SEV-SNP or TDX.
  public static FakeTinfoil of(EvidenceKind kind) {
    return new FakeTinfoil(kind);
  }

  /// Runs something else.
  public FakeTinfoil measuring(Bytes measurement) {
    amd.put(0x90, measurement);
    intel.body(136, measurement.hex());
    return this;
  }

  /// Lets its host look inside.
  public FakeTinfoil debuggable() {
    amd.set(0x08, 0xa0000, 8);
    intel.body(120, "0100001000000000");
    return this;
  }

  /// Has these devices, a JSON list.
  public FakeTinfoil with(String list) {
    devices = list;
    return this;
  }

  /// Passes on what its makers vouch for.
  public FakeTinfoil withCollateral() {
    collateral = true;
    return this;
  }

  /// Its maker, to be changed.
  public FakeSnp amd() {
    return amd;
  }

  /// What a relying party has to be given, unless the machine passes it on.
  public Endorsements endorsements() {
    return kind == EvidenceKind.TDX ? intel.endorsements() : amd.endorsements();
  }

  /// Accepts what it measures unless changed; its root is a simulated device's.
  public AppraisalPolicy policy() {
    if (kind == EvidenceKind.TDX) {
      TrustAnchor root = intel.anchor();
      return DcapPolicies.tdx(new TrustAnchor(root.name(), root.pinned(), root.sha256(), true))
          .require(TdxPolicy.Register.MRTD, Set.of(MEASUREMENT))
          .requireReportData()
          .build();
    }
    TrustAnchor root = FakeSnp.anchor();
    return SnpPolicy.builder(
            SnpPolicies.strict()
                .requireMeasurement(List.of(new ReferenceMeasurement("a model", MEASUREMENT)))
                .anchor(new TrustAnchor(root.name(), root.pinned(), root.sha256(), true))
                .build())
        .ignoreNonce("the report data have it")
        .requireUserData()
        .build();
  }

  /// Evidence that binds 64 bytes.
  public Bytes evidence(Bytes reportData) {
    if (kind == EvidenceKind.TDX) {
      intel.body(520, reportData.hex());
      return intel.quote();
    }
    amd.put(0x50, reportData);
    return amd.issue();
  }

  /// The document without a nonce.
  ///
  /// @param fingerprint of the TLS key that it vouches for
  public String v2(Bytes fingerprint) {
    return v2(fingerprint, FakeTinfoil::gzip);
  }

  /// The same, with a body that is packed otherwise.
  public String v2(Bytes fingerprint, UnaryOperator<Bytes> packing) {
    return "{\"format\":\"%spredicate/%s/v2\",\"body\":\"%s\"}"
        .formatted(
            URI,
            kind == EvidenceKind.TDX ? "tdx-guest" : "sev-snp-guest",
            base64(
                packing.apply(
                    evidence(Edits.concat(fingerprint, Bytes.fromHex("4b".repeat(32)))))));
  }

  /// The section with its keys.
  public static Bytes keys(Bytes fingerprint) {
    return Bytes.utf8(
        ("{\"format\":\"%scrypto-material/v1\",\"items\":["
                + "{\"id\":\"tls\",\"format\":\"%skey/spki-fp-sha256/v1\",\"data\":\"%s\"},"
                + "{\"id\":\"hpke\",\"format\":\"%skey/x25519-hpke/v1\",\"data\":\"%s\"}]}")
            .formatted(URI, URI, fingerprint.hex(), URI, "4b".repeat(32)));
  }

  /// The document for a nonce.
  ///
  /// @param fingerprint of the TLS key that it vouches for
  public String v3(Bytes nonce, Bytes fingerprint) {
    return v3(nonce, keys(fingerprint), devicesSection());
  }

  /// The section with its devices.
  public Bytes devicesSection() {
    return Bytes.utf8("{\"format\":\"%sdevice-evidence/v1\",\"items\":%s}".formatted(URI, devices));
  }

  /// The same, with sections of a test's own.
  public String v3(Bytes nonce, Bytes keys, Bytes deviceSection) {
    Bytes reportData =
        Bytes.copyOf(
            Arrays.copyOf(
                sha256(
                        Edits.concat(
                            Bytes.utf8(URI + "report-data/v1"),
                            nonce,
                            sha256(keys),
                            sha256(deviceSection)))
                    .toByteArray(),
                64));
    return v3(nonce, keys, deviceSection, reportData, evidence(reportData));
  }

  /// The same, with evidence of a test's own.
  public String v3(Bytes nonce, Bytes keys, Bytes deviceSection, Bytes reportData, Bytes evidence) {
    return """
    {"format":"%spredicate/attestation/v3",
     "challenge":{"nonce":"%s","report_data":"%s","report_data_algorithm":"%sreport-data/v1"},
     "cpu_evidence":{"format":"%sformat/%s/v1","report_base64":"%s",
                     "endorsed":{"crypto_material_hash":"%s","device_evidence_hash":"%s"}},
     "crypto_material":"%s","device_evidence":"%s","collateral":[%s]}
    """
        .formatted(
            URI,
            nonce.hex(),
            reportData.hex(),
            URI,
            URI,
            kind == EvidenceKind.TDX ? "tdx-quote" : "sev-snp-report",
            base64(evidence),
            sha256(keys).hex(),
            sha256(deviceSection).hex(),
            base64(keys),
            base64(deviceSection),
            collateral ? collateral() : "");
  }

  private String collateral() {
    return kind == EvidenceKind.TDX
        ? entry("pcs", "intel-pcs", "\"responses\":[" + intelResponses() + "]")
        : entry(
                "vcek",
                "amd-vcek",
                "\"vcek_der_base64\":\"%s\",\"cert_chain_pem\":\"%s\""
                    .formatted(
                        base64(amd.leaf.issue()),
                        pem(List.of(amd.issuer.issue(), amd.root.issue())).replace("\n", "\\n")))
            + ","
            + entry("crl", "amd-crl", "\"crl_der_base64\":\"" + base64(amd.lists.getFirst()) + "\"")
            + ",{\"id\":\"code\",\"role\":\"reference-values\",\"format\":\""
            + URI
            + "collateral/sigstore-code/v1\",\"data\":{\"tag\":null}}";
  }

  private static String entry(String id, String format, String data) {
    return "{\"id\":\"%s\",\"role\":\"endorsement\",\"format\":\"%scollateral/%s/v1\",\"subjects\":[\"cpu\"],\"data\":{%s}}"
        .formatted(id, URI, format, data);
  }

  private String intelResponses() {
    Endorsements all = intel.endorsements();
    String signers =
        URLEncoder.encode(pem(all.of(Endorsements.Type.CERTIFICATE)), StandardCharsets.UTF_8)
            .replace("+", "%20");
    List<String> responses = new ArrayList<>();
    for (Item item : all.items()) {
      String path =
          switch (item.type()) {
            case TCB_INFO -> "tdx/certification/v4/tcb?fmspc=00";
            case QE_IDENTITY -> "tdx/certification/v4/qe/identity";
            case REVOCATION_LIST -> "sgx/certification/v4/pckcrl?ca=platform&encoding=der";
            default -> "";
          };
      if (!path.isEmpty()) {
        responses.add(
            "{\"url\":\"https://intel.example/%s\",\"body_base64\":\"%s\",\"headers\":{\"TCB-Info-Issuer-Chain\":[\"%s\"]}}"
                .formatted(path, base64(item.content()), signers));
      }
    }
    return String.join(",", responses);
  }

  private static String pem(List<Bytes> certificates) {
    StringBuilder pem = new StringBuilder();
    for (Bytes certificate : certificates) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(base64(certificate))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return pem.toString();
  }

  /// As the body of a document without a nonce is packed.
  public static Bytes gzip(Bytes plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.copyOf(packed.toByteArray());
  }

  static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// A digest.
  public static Bytes sha256(Bytes data) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(data.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
