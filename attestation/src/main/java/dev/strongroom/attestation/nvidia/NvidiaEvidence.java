// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.json.JsonNode;
import java.util.List;
import java.util.Optional;

/// Evidence of NVIDIA's devices, one or several; nothing in it is verified. Three forms:
///
/// - the raw report of one device; its certificates are endorsements;
/// - the list of NVIDIA's SDK: JSON, each item with `evidence` (base64), `certificate` (base64 of
///   PEM), `arch` and `nonce`;
/// - a set of ours: `{"version": 1, "gpus": [...], "switches": [...]}`, both lists in the SDK's
///   form.
///
/// @param encoded the whole evidence
/// @param devices at least one
public record NvidiaEvidence(Bytes encoded, List<NvidiaDevice> devices) implements Evidence {

  /// No evidence is longer; eight GPUs and four switches have about 140 KiB.
  public static final int MAX_LENGTH = 1 << 20;

  /// Devices of one piece of evidence at most.
  public static final int MAX_DEVICES = 64;

  /// Copies the list.
  public NvidiaEvidence {
    devices = List.copyOf(devices);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("at least one device is needed");
    }
  }

  /// Whether bytes look like evidence of this kind: a report, or a list in JSON.
  public static boolean recognises(Bytes encoded) {
    return encoded.startsWith(SpdmReport.START) || first(encoded) == '[';
  }

  /// Reads JSON that was parsed before.
  ///
  /// @throws MalformedEvidenceException as [#parse(Bytes)]
  public static NvidiaEvidence read(Bytes encoded, JsonNode json)
      throws MalformedEvidenceException {
    limit(encoded);
    return EvidenceJson.read(encoded, Optional.of(json));
  }

  private static void limit(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw SpdmCursor.error(
          "evidence.too-large", MAX_LENGTH, "evidence longer than " + MAX_LENGTH + " bytes");
    }
  }

  /// Parses evidence in any of the three forms.
  ///
  /// @throws MalformedEvidenceException if it breaks the strict layout; offsets inside JSON are
  ///   those of the report's bytes
  public static NvidiaEvidence parse(Bytes encoded) throws MalformedEvidenceException {
    limit(encoded);
    if (first(encoded) == '[' || first(encoded) == '{') {
      return EvidenceJson.read(encoded, Optional.empty());
    }
    SpdmReport report = SpdmReport.parse(encoded);
    String name = report.opaque().isSwitch() ? "switch-0" : "gpu-0";
    return new NvidiaEvidence(
        encoded,
        List.of(
            new NvidiaDevice(
                name, report, List.of(), Optional.empty(), Optional.empty(), List.of())));
  }

  @Override
  public NvidiaClaims claims(boolean simulated) {
    return new NvidiaClaims(this, List.of(), simulated);
  }

  /// A set with a GPU in it speaks for GPUs.
  @Override
  public EvidenceKind kind() {
    return gpus().isEmpty() ? EvidenceKind.NVIDIA_SWITCH : EvidenceKind.NVIDIA_GPU;
  }

  /// The GPUs.
  public List<NvidiaDevice> gpus() {
    return devices.stream().filter(device -> !device.isSwitch()).toList();
  }

  /// The switches.
  public List<NvidiaDevice> switches() {
    return devices.stream().filter(NvidiaDevice::isSwitch).toList();
  }

  /// The first byte that isn't blank; -1 if there is none.
  private static int first(Bytes encoded) {
    for (int i = 0; i < encoded.length(); i++) {
      int next = encoded.at(i);
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next;
      }
    }
    return -1;
  }
}
