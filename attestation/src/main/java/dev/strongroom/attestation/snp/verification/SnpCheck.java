// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.checks.CheckName;

/// The checks of a SEV-SNP report besides those of its certificate path.
public enum SnpCheck implements CheckName {
  /// The report is signed at all.
  SIGNER("report.signer", "AMD 56860, ATTESTATION_REPORT: SIGNING_KEY"),
  /// The product is known.
  PRODUCT("report.product", "AMD 56860, ATTESTATION_REPORT: CPUID_FAM_ID; AMD 57230, 3.1"),
  /// Reported, committed and running firmware are in order, each component for itself.
  TCB_ORDER("report.tcb-order", "AMD 56860, TCB_VERSION; ATTESTATION_REPORT"),
  /// Certificates are given for the key that signed, and its issuers.
  ENDORSEMENTS("endorsements.path", "AMD 57230, 2"),
  /// The path is the hierarchy for this product and sort of key.
  ROLES("path.roles", "AMD 57230, 2; AMD, VLEK certificate definition"),
  /// The leaf states what AMD's leaves state.
  LEAF_EXTENSIONS("leaf.extensions", "AMD 57230, 3.1"),
  /// The leaf is for the report's product.
  LEAF_PRODUCT("leaf.product", "AMD 57230, 3.1"),
  /// The leaf is for the reported firmware.
  LEAF_TCB("leaf.tcb", "AMD 57230, 3.1; AMD 56860, REPORTED_TCB"),
  /// The leaf is for the report's chip.
  LEAF_CHIP("leaf.chip", "AMD 57230, 3.1; AMD 56860, CHIP_ID"),
  /// The leaf says whom a leased key was leased to.
  LEAF_PROVIDER("leaf.provider", "AMD, VLEK certificate definition: CSP_ID"),
  /// The leaf signed the report.
  SIGNATURE("report.signature", "AMD 56860, ATTESTATION_REPORT: SIGNATURE"),
  /// What the maker says of the platform.
  PLATFORM("platform.status", "AMD publishes no list of levels"),
  /// Revocation was looked at.
  POLICY_REVOCATION("policy.revocation", "AMD 57230, 2.3; RFC 5280, 6.3"),
  /// The product.
  POLICY_PRODUCT("policy.product", Sources.APPRAISAL),
  /// Products that are denied.
  POLICY_DENIED_PRODUCT("policy.denied-product", Sources.APPRAISAL),
  /// The chip.
  POLICY_CHIP("policy.chip", Sources.APPRAISAL),
  /// Chips that are denied.
  POLICY_DENIED_CHIP("policy.denied-chip", Sources.APPRAISAL),
  /// The provider of a leased key.
  POLICY_PROVIDER("policy.provider", "AMD, VLEK certificate definition: CSP_ID"),
  /// A host that hides the chip's id or key.
  POLICY_MASKED_CHIP("policy.masked-chip", "AMD 56860, ATTESTATION_REPORT: MASK_CHIP_KEY, CHIP_ID"),
  /// The lowest reported firmware.
  POLICY_MINIMUM_TCB("policy.minimum-tcb", Sources.TCB),
  /// The lowest firmware at launch.
  POLICY_LAUNCH_TCB("policy.launch-tcb", Sources.TCB),
  /// Firmware that the platform could still go back from.
  POLICY_PROVISIONAL("policy.provisional-firmware", "AMD 56860, SNP_COMMIT"),
  /// Mitigations in force at launch.
  POLICY_LAUNCH_MITIGATIONS("policy.launch-mitigations", Sources.MITIGATIONS),
  /// Mitigations in force now.
  POLICY_CURRENT_MITIGATIONS("policy.current-mitigations", Sources.MITIGATIONS),
  /// How the platform is set up.
  POLICY_PLATFORM_INFO("policy.platform-info", "AMD 56860, ATTESTATION_REPORT: PLATFORM_INFO"),
  /// Debug mode.
  POLICY_DEBUG("policy.debug", Sources.GUEST_POLICY),
  /// A migration agent.
  POLICY_MIGRATION_AGENT("policy.migration-agent", Sources.GUEST_POLICY),
  /// Cores shared by threads.
  POLICY_SMT("policy.smt", Sources.GUEST_POLICY),
  /// Memory behind CXL.
  POLICY_CXL("policy.cxl", Sources.GUEST_POLICY),
  /// What the guest has to forbid its host.
  POLICY_GUEST_POLICY("policy.guest-policy", Sources.GUEST_POLICY),
  /// The lowest firmware interface.
  POLICY_ABI("policy.abi", Sources.GUEST_POLICY),
  /// The privilege level.
  POLICY_VMPL("policy.vmpl", "AMD 56860, ATTESTATION_REPORT: VMPL"),
  /// The guest's security version.
  POLICY_GUEST_SVN("policy.guest-svn", Sources.ID_BLOCK),
  /// The family.
  POLICY_FAMILY_ID("policy.family-id", Sources.ID_BLOCK),
  /// The image's id.
  POLICY_IMAGE_ID("policy.image-id", Sources.ID_BLOCK),
  /// The key that signed the ID block.
  POLICY_ID_KEY("policy.id-key", Sources.ID_BLOCK),
  /// The key that signed the ID key.
  POLICY_AUTHOR_KEY("policy.author-key", Sources.ID_BLOCK),
  /// The measurement.
  POLICY_MEASUREMENT("policy.measurement", "AMD 56860, ATTESTATION_REPORT: MEASUREMENT"),
  /// What the host said at launch.
  POLICY_HOST_DATA("policy.host-data", "AMD 56860, SNP_LAUNCH_FINISH: HOST_DATA"),
  /// The nonce.
  POLICY_NONCE("policy.nonce", Sources.FRESHNESS),
  /// The bound key.
  POLICY_PUBLIC_KEY("policy.public-key", Sources.FRESHNESS),
  /// The bound data.
  POLICY_USER_DATA("policy.user-data", Sources.FRESHNESS);

  private final String label;
  private final String source;

  SnpCheck(String label, String source) {
    this.label = label;
    this.source = source;
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
    static final String APPRAISAL = "RFC 9334, 8.5";
    static final String FRESHNESS = "RFC 9334, 10";
    static final String TCB = "AMD 56860, TCB_VERSION";
    static final String GUEST_POLICY = "AMD 56860, Guest Policy";
    static final String ID_BLOCK = "AMD 56860, ID Block";
    static final String MITIGATIONS = "AMD 56860, ATTESTATION_REPORT: MIT_VECTOR";

    private Sources() {}
  }
}
