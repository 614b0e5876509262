// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import static dev.strongroom.enclave.inference.tinfoil.TinfoilDocument.DIGEST;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The document for a nonce. Keys and devices' evidence are two sections of JSON in base64, whose
/// bytes as they came are hashed; the machine's evidence binds both digests and the nonce.
///
/// Of the document itself only what is needed is read: members beside it aren't bound to anything,
/// and each version adds some. In the two sections nothing unknown is passed over.
final class DocumentV3 {
  private static final String FORMAT = "https://tinfoil.sh/predicate/attestation/v3";
  private static final String KEYS = "https://tinfoil.sh/crypto-material/v1";
  private static final String DEVICES = "https://tinfoil.sh/device-evidence/v1";
  private static final String SNP = "https://tinfoil.sh/format/sev-snp-report/v1";
  private static final String TDX = "https://tinfoil.sh/format/tdx-quote/v1";
  private static final String SPKI = "https://tinfoil.sh/key/spki-fp-sha256/v1";
  private static final String GPU = "https://tinfoil.sh/format/nvidia-gpu-evidence/v1";

  /// Items of a section at most.
  private static final int MOST = 32;

  private DocumentV3() {}

  static TinfoilDocument read(JsonNode json, Bytes nonce)
      throws TinfoilRefusedException, MalformedJsonException, MalformedEvidenceException {
    if (!json.member("format").text().equals(FORMAT)) {
      throw json.member("format").error("no document of version 3");
    }
    Bytes keys = TinfoilDocument.base64(json.member("crypto_material"));
    Bytes devices = TinfoilDocument.base64(json.member("device_evidence"));
    JsonNode evidence = json.member("cpu_evidence");
    Bytes reportData = bound(json.member("challenge"), evidence, nonce, keys, devices);
    EvidenceKind kind =
        switch (evidence.member("format").text()) {
          case SNP -> EvidenceKind.SEV_SNP;
          case TDX -> EvidenceKind.TDX;
          default -> throw evidence.member("format").error("evidence of an unknown kind");
        };
    Evidence cpu =
        TinfoilDocument.evidence(kind, TinfoilDocument.base64(evidence.member("report_base64")));
    List<Object> gpus = new ArrayList<>();
    int unread = 0;
    for (JsonNode item : items(section(devices, "device_evidence"), DEVICES)) {
      item.onlyMembers(Set.of("id", "kind", "vendor", "format", "evidence"));
      if (item.member("format").text().equals(GPU)) {
        gpus.add(item.member("evidence").value());
      } else {
        unread++;
      }
    }
    return new TinfoilDocument(
        cpu,
        reportData,
        tlsKey(items(section(keys, "crypto_material"), KEYS)),
        gpus.isEmpty()
            ? Optional.empty()
            : Optional.of(NvidiaEvidence.read(devices, new JsonNode(gpus, "device_evidence"))),
        unread,
        TinfoilCollateral.read(json.optional("collateral")));
  }

  /// What the document says of its own binding has to be true, though only what is computed here is
  /// compared with the evidence.
  private static Bytes bound(
      JsonNode challenge, JsonNode evidence, Bytes nonce, Bytes keys, Bytes devices)
      throws TinfoilRefusedException, MalformedJsonException {
    if (!challenge.member("report_data_algorithm").text().equals(BoundData.ALGORITHM)) {
      throw challenge.member("report_data_algorithm").error("an unknown way of binding");
    }
    if (!TinfoilDocument.hex(challenge.member("nonce"), DIGEST).equals(nonce)) {
      throw TinfoilRefusedException.of("tinfoil.nonce", "made for another nonce");
    }
    JsonNode endorsed = evidence.member("endorsed");
    Bytes keysHash = BoundData.sha256(keys);
    Bytes devicesHash = BoundData.sha256(devices);
    Bytes reportData = BoundData.of(nonce, keysHash, devicesHash);
    if (!TinfoilDocument.hex(endorsed.member("crypto_material_hash"), DIGEST).equals(keysHash)
        || !TinfoilDocument.hex(endorsed.member("device_evidence_hash"), DIGEST).equals(devicesHash)
        || !TinfoilDocument.hex(challenge.member("report_data"), 2 * DIGEST).equals(reportData)) {
      throw TinfoilRefusedException.of("tinfoil.sections", "other digests than it states");
    }
    return reportData;
  }

  private static JsonNode section(Bytes section, String name) throws MalformedJsonException {
    String text = section.asUtf8();
    if (text == null) {
      throw new MalformedJsonException(name, "not UTF-8");
    }
    return new JsonNode(JsonNode.parseWithNulls(text).value(), name);
  }

  /// A section's items, of which no two have one id. There may be none.
  private static List<JsonNode> items(JsonNode section, String format)
      throws MalformedJsonException {
    section.onlyMembers(Set.of("format", "items"));
    if (!section.member("format").text().equals(format)) {
      throw section.member("format").error("a section of an unknown format");
    }
    JsonNode list = section.member("items");
    if (list.value() instanceof List<?> none && none.isEmpty()) {
      return List.of();
    }
    List<JsonNode> items = list.items();
    Set<String> ids = new HashSet<>();
    for (JsonNode item : items) {
      if (!ids.add(item.member("id").text())) {
        throw item.error("two items of one id");
      }
    }
    if (items.size() > MOST) {
      throw list.error("more than " + MOST);
    }
    return items;
  }

  private static Bytes tlsKey(List<JsonNode> keys) throws MalformedJsonException {
    Optional<Bytes> found = Optional.empty();
    for (JsonNode key : keys) {
      key.onlyMembers(Set.of("id", "format", "data"));
      if (key.member("id").text().equals("tls")) {
        if (!key.member("format").text().equals(SPKI)) {
          throw key.error("a TLS key in an unknown form");
        }
        found = Optional.of(TinfoilDocument.hex(key.member("data"), DIGEST));
      }
    }
    return found.orElseThrow(() -> new MalformedJsonException("crypto_material", "no TLS key"));
  }
}
