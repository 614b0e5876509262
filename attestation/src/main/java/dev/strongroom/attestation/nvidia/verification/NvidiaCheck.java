// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.checks.CheckName;

/// A check of NVIDIA's evidence besides those of certificate paths.
///
/// @param subject the device or manifest that it is about, such as `gpu-0`; empty for the evidence
///   as a whole
/// @param rule what is checked
public record NvidiaCheck(String subject, Rule rule) implements CheckName {

  /// What is checked.
  public enum Rule {
    /// What follows the signature.
    LAYOUT("report.layout", "DMTF DSP0274 1.1, 10.11"),
    /// What was sent beside the report is what the report says.
    STATEMENT("report.statement", Sources.SDK),
    /// There are five certificates.
    CHAIN("chain", "NVIDIA, Hopper confidential computing: device identity; genuine chains"),
    /// The certificates are those of such a device.
    MODEL("device.model", Sources.GENUINE),
    /// The leaf signed request and response.
    SIGNATURE("report.signature", "DMTF DSP0274 1.1, 10.11.1"),
    /// The firmware that holds the key is the one that its certificate is for.
    FIRMWARE_ID("report.firmware-id", "TCG DICE Attestation Architecture 1.0, 6.1.1"),
    /// A switch names itself as its certificate does.
    NUMBER("device.number", Sources.GENUINE),
    /// What is said of the mode agrees.
    MODE("report.mode", Sources.SDK),
    /// All devices answer the same question.
    SET_NONCE("set.nonce", Sources.SET),
    /// No device answers twice.
    SET_DUPLICATES("set.duplicates", Sources.SET),

    /// Whether certificates were revoked.
    REVOCATION("revocation", "RFC 6960, 3.2 and 4.2.2.2"),
    /// A manifest's signer signed all of it.
    MANIFEST_SIGNATURE("signature", "W3C XML Signature 1.1, 3.2"),
    /// A manifest's signer has expired.
    MANIFEST_EXPIRY("expiry", "RFC 5280, 4.1.2.5"),
    /// The driver's measurements are those that NVIDIA published.
    DRIVER_MANIFEST("driver-manifest", Sources.MANIFEST),
    /// The VBIOS's measurements are those that NVIDIA published.
    VBIOS_MANIFEST("vbios-manifest", Sources.MANIFEST),
    /// No measurement stands in two manifests.
    MANIFEST_CONFLICT("manifest-conflict", Sources.MANIFEST),

    /// The nonce.
    POLICY_NONCE("policy.nonce", Sources.FRESHNESS),
    /// The bound key.
    POLICY_PUBLIC_KEY("policy.public-key", Sources.FRESHNESS),
    /// The bound data.
    POLICY_USER_DATA("policy.user-data", Sources.FRESHNESS),
    /// How many devices there are.
    POLICY_COUNT("policy.count", Sources.APPRAISAL),
    /// The generations.
    POLICY_ARCHITECTURE("policy.architecture", Sources.APPRAISAL),
    /// The driver's version.
    POLICY_DRIVER("policy.driver", Sources.APPRAISAL),
    /// The VBIOS's version.
    POLICY_VBIOS("policy.vbios", Sources.APPRAISAL),
    /// The driver's manifest is there.
    POLICY_DRIVER_MANIFEST("policy.driver-manifest", Sources.APPRAISAL),
    /// The VBIOS's manifest is there.
    POLICY_VBIOS_MANIFEST("policy.vbios-manifest", Sources.APPRAISAL),
    /// The mode.
    POLICY_MODE("policy.mode", Sources.APPRAISAL),
    /// The set is whole.
    POLICY_TOPOLOGY("policy.topology", Sources.SET),
    /// Partitions.
    POLICY_WHOLE_GPU("policy.whole-gpu", Sources.APPRAISAL),
    /// Which devices.
    POLICY_DEVICE("policy.device", Sources.APPRAISAL),
    /// Which devices not.
    POLICY_DENIED("policy.denied", Sources.APPRAISAL),
    /// What is known of revocation.
    POLICY_REVOCATION("policy.revocation", Sources.APPRAISAL);

    private final String label;
    private final String source;

    Rule(String label, String source) {
      this.label = label;
      this.source = source;
    }

    /// The part of the name that follows the subject's.
    public String label() {
      return label;
    }
  }

  /// What several checks cite.
  private static final class Sources {
    static final String SDK = "NVIDIA Attestation SDK, evidence and opaque data";
    static final String GENUINE = "observed of genuine chains";
    static final String SET = "NVIDIA, Protected PCIe verifier: topology";
    static final String MANIFEST = "TCG RIM Information Model 1.01; NVIDIA RIM service";
    static final String APPRAISAL = "RFC 9334, 8.5";
    static final String FRESHNESS = "RFC 9334, 10";

    private Sources() {}
  }

  /// A check of the evidence as a whole.
  static NvidiaCheck of(Rule rule) {
    return new NvidiaCheck("", rule);
  }

  @Override
  public String label() {
    return subject.isEmpty() ? rule.label : subject + "." + rule.label;
  }

  @Override
  public String source() {
    return rule.source;
  }
}
