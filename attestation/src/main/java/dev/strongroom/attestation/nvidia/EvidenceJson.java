// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the forms in JSON. What stands beside the reports isn't signed: members that aren't known
/// are passed over, the known ones are compared with what was signed.
final class EvidenceJson {
  private static final long VERSION = 1;
  private static final int MOST_CERTIFICATES = 16;

  private final List<NvidiaDevice> devices = new ArrayList<>();
  private int gpus;
  private int switches;

  private EvidenceJson() {}

  /// @param parsed what the bytes say, where somebody has read them already
  static NvidiaEvidence read(Bytes encoded, Optional<JsonNode> parsed)
      throws MalformedEvidenceException {
    try {
      JsonNode json = parsed.isPresent() ? parsed.get() : json(encoded);
      return new EvidenceJson().evidence(encoded, json);
    } catch (MalformedJsonException e) {
      throw malformed(e.getMessage());
    }
  }

  private static JsonNode json(Bytes encoded)
      throws MalformedEvidenceException, MalformedJsonException {
    String text = encoded.asUtf8();
    if (text == null) {
      throw malformed("not UTF-8");
    }
    return JsonNode.parseWithNulls(text);
  }

  private NvidiaEvidence evidence(Bytes encoded, JsonNode json)
      throws MalformedEvidenceException, MalformedJsonException {
    if (json.value() instanceof List<?>) {
      devices(json, Optional.empty());
    } else {
      json.onlyMembers(Set.of("version", "gpus", "switches"));
      if (!json.member("version").value().equals(VERSION)) {
        throw json.member("version").error("only version " + VERSION + " is understood");
      }
      Optional<JsonNode> gpuList = json.optional("gpus");
      Optional<JsonNode> switchList = json.optional("switches");
      if (gpuList.isPresent()) {
        devices(gpuList.get(), Optional.of(false));
      }
      if (switchList.isPresent()) {
        devices(switchList.get(), Optional.of(true));
      }
      if (devices.isEmpty()) {
        throw json.error("neither gpus nor switches");
      }
    }
    return new NvidiaEvidence(encoded, devices);
  }

  /// @param areSwitches what the list says its devices are
  private void devices(JsonNode list, Optional<Boolean> areSwitches)
      throws MalformedEvidenceException, MalformedJsonException {
    for (JsonNode item : list.items()) {
      if (devices.size() == NvidiaEvidence.MAX_DEVICES) {
        throw new MalformedEvidenceException(
            "nvidia.too-many-devices", 0, "more than " + NvidiaEvidence.MAX_DEVICES + " devices");
      }
      SpdmReport report = SpdmReport.parse(base64(item.member("evidence")));
      boolean isSwitch = report.opaque().isSwitch();
      if (areSwitches.isPresent() && areSwitches.get() != isSwitch) {
        throw new MalformedEvidenceException(
            "nvidia.device-type", 0, item.place() + " is another type of device than its list's");
      }
      String name = isSwitch ? "switch-" + switches++ : "gpu-" + gpus++;
      devices.add(
          new NvidiaDevice(
              name,
              report,
              chain(item.member("certificate")),
              text(item, "arch"),
              nonce(item),
              versions(item)));
    }
  }

  private static Optional<String> text(JsonNode item, String name) throws MalformedJsonException {
    Optional<JsonNode> member = item.optional(name);
    return member.isEmpty() ? Optional.empty() : Optional.of(member.get().anyText());
  }

  private static List<String> versions(JsonNode item) throws MalformedJsonException {
    List<String> stated = new ArrayList<>();
    for (String name : List.of("driver_version", "vbios_version")) {
      text(item, name).filter(version -> !version.isEmpty()).ifPresent(stated::add);
    }
    return stated;
  }

  private static Optional<Bytes> nonce(JsonNode item) throws MalformedJsonException {
    Optional<JsonNode> nonce = item.optional("nonce");
    if (nonce.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Bytes.fromHex(nonce.get().text()));
    } catch (IllegalArgumentException e) {
      throw nonce.get().error("not hexadecimal digits");
    }
  }

  private static List<Bytes> chain(JsonNode node)
      throws MalformedEvidenceException, MalformedJsonException {
    String pem = base64(node).asUtf8();
    if (pem == null) {
      throw node.error("not PEM");
    }
    List<Bytes> chain = EndorsementFile.pem(pem).of(Endorsements.Type.CERTIFICATE);
    if (chain.isEmpty() || chain.size() > MOST_CERTIFICATES) {
      throw new MalformedEvidenceException(
          "nvidia.chain", 0, node.place() + " holds " + chain.size() + " certificates");
    }
    return chain;
  }

  private static Bytes base64(JsonNode node) throws MalformedJsonException {
    try {
      return Bytes.copyOf(Base64.getDecoder().decode(node.text()));
    } catch (IllegalArgumentException e) {
      throw node.error("not base64");
    }
  }

  private static MalformedEvidenceException malformed(String message) {
    return new MalformedEvidenceException("nvidia.json", 0, message);
  }
}
