// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.sgx.verification;

import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.sgx.SgxPolicy.Identity;

/// What a policy asks of an enclave besides its platform.
public enum SgxCheck implements CheckName {
  /// Debug mode.
  DEBUG("policy.debug", Sources.ATTRIBUTES),
  /// The provisioning key.
  PROVISION_KEY("policy.provision-key", Sources.ATTRIBUTES),
  /// The launch key.
  LAUNCH_KEY("policy.launch-key", Sources.ATTRIBUTES),
  /// The measurement.
  MRENCLAVE("policy.mrenclave", Sources.APPRAISAL),
  /// The signer.
  MRSIGNER("policy.mrsigner", Sources.APPRAISAL),
  /// CONFIGID.
  CONFIG_ID("policy.config-id", Sources.KSS),
  /// ISVEXTPRODID.
  EXTENDED_PRODUCT_ID("policy.extended-product-id", Sources.KSS),
  /// ISVFAMILYID.
  FAMILY_ID("policy.family-id", Sources.KSS),
  /// ISVPRODID.
  PRODUCT_ID("policy.product-id", Sources.APPRAISAL),
  /// ISVSVN.
  SECURITY_VERSION("policy.security-version", Sources.APPRAISAL),
  /// CONFIGSVN.
  CONFIG_VERSION("policy.config-version", Sources.KSS),
  /// ATTRIBUTES.
  ATTRIBUTES("policy.attributes", Sources.ATTRIBUTES),
  /// MISCSELECT.
  MISC_SELECT("policy.misc-select", "Intel SDM, volume 3D: SECS.MISCSELECT");

  private final String label;
  private final String source;

  SgxCheck(String label, String source) {
    this.label = label;
    this.source = source;
  }

  static SgxCheck of(Identity identity) {
    return switch (identity) {
      case MRENCLAVE -> MRENCLAVE;
      case MRSIGNER -> MRSIGNER;
      case CONFIG_ID -> CONFIG_ID;
      case EXTENDED_PRODUCT_ID -> EXTENDED_PRODUCT_ID;
      case FAMILY_ID -> FAMILY_ID;
    };
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String source() {
    return source;
  }

  /// What several checks cite.
  private static final class Sources {
    static final String ATTRIBUTES = "Intel SDM, volume 3D: SECS.ATTRIBUTES";
    static final String KSS = "Intel SDM, volume 3D: key separation and sharing";
    static final String APPRAISAL = "RFC 9334, 8.5";

    private Sources() {}
  }
}
