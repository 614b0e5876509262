// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure.verification;

import dev.strongroom.attestation.checks.CheckName;

/// The checks of what Azure's paravisor adds to the hardware's report.
public enum AzureCheck implements CheckName {
  /// The report's data are the digest of the runtime data.
  RUNTIME("runtime.bound", "Microsoft, Guest attestation for confidential VMs: runtime data"),
  /// The TD report that the paravisor keeps is the quoted one; of machines on TDX.
  TD_REPORT("td-report.quoted", "Intel, TDX module ABI: TDREPORT_STRUCT"),
  /// The quote is of SHA-256 registers, all of which are there.
  SELECTION("vtpm.selection", "TPM 2.0 Library, part 2, 10.6.7"),
  /// The quote's digest is that of the registers.
  PCR_DIGEST("vtpm.pcr-digest", "TPM 2.0 Library, part 3, 18.4"),
  /// The key in the runtime data signed the quote.
  QUOTE_SIGNATURE("vtpm.signature", "TPM 2.0 Library, part 3, 18.4; RFC 8017, 8.2"),
  /// The registers.
  POLICY_PCRS("policy.pcrs", Sources.APPRAISAL),
  /// Secure boot.
  POLICY_SECURE_BOOT("policy.secure-boot", Sources.APPRAISAL),
  /// The machine.
  POLICY_INSTANCE("policy.machine", Sources.APPRAISAL),
  /// The nonce.
  POLICY_NONCE("policy.nonce", "TPM 2.0 Library, part 3, 18.4: qualifyingData; RFC 9334, 10"),
  /// The bound key.
  POLICY_PUBLIC_KEY("policy.public-key", Sources.FRESHNESS),
  /// The bound data.
  POLICY_USER_DATA("policy.user-data", Sources.FRESHNESS);

  private final String label;
  private final String source;

  AzureCheck(String label, String source) {
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

    private Sources() {}
  }
}
