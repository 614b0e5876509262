// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.checks.CheckName;

/// The checks of a quote besides those of its certificate paths, `pck` and `tcb-signing`.
public enum DcapCheck implements CheckName {
  /// The quoting enclave is one whose rules are known.
  QUOTE_VENDOR("quote.vendor", "Intel, DCAP quoting library API, A.3: QE vendor id"),
  /// What follows the quote.
  QUOTE_TRAILING("quote.trailing", Sources.OBSERVED),
  /// There is a certificate for the platform's key, with its issuers.
  PCK_CHAIN("pck.chain", "Intel, DCAP quoting library API, A.4: certification data"),
  /// The chain's certificates are what Intel calls so.
  PCK_SUBJECT("pck.subject", "Intel, PCK certificate and CRL profile, 1.3.3 to 1.3.5"),
  /// The certificate says which platform it is for.
  PCK_PLATFORM("pck.platform", "Intel, PCK certificate and CRL profile, 1.3.5: SGX extensions"),
  /// There is a certificate for the key that signs collateral.
  TCB_SIGNING_CHAIN("tcb-signing.chain", Sources.PCS),
  /// That certificate is what Intel calls so.
  TCB_SIGNING_SUBJECT("tcb-signing.subject", Sources.PCS),
  /// TCB info is there and well-formed.
  TCB_INFO("tcb-info.document", Sources.TCB_INFO),
  /// TCB info is signed, byte by byte.
  TCB_INFO_SIGNATURE("tcb-info.signature", Sources.TCB_INFO),
  /// TCB info is about this sort of environment.
  TCB_INFO_KIND("tcb-info.kind", Sources.RULES + "9"),
  /// TCB info is in force.
  TCB_INFO_VALIDITY("tcb-info.validity", Sources.TCB_INFO),
  /// TCB info is about this sort of platform.
  TCB_INFO_PLATFORM("tcb-info.platform", Sources.RULES + "10"),
  /// The quoting enclave's identity is there and well-formed.
  QE_IDENTITY("qe-identity.document", Sources.QE_IDENTITY),
  /// The identity is signed, byte by byte.
  QE_IDENTITY_SIGNATURE("qe-identity.signature", Sources.QE_IDENTITY),
  /// The identity is that of this environment's quoting enclave.
  QE_IDENTITY_KIND("qe-identity.kind", Sources.RULES + "14"),
  /// The identity is in force.
  QE_IDENTITY_VALIDITY("qe-identity.validity", Sources.QE_IDENTITY),
  /// The platform vouches for the quoting enclave.
  QE_SIGNATURE("qe.signature", Sources.RULES + "12"),
  /// The quoting enclave vouches for the attestation key.
  QE_KEY("qe.attestation-key", Sources.RULES + "13"),
  /// The quoting enclave is Intel's.
  QE_ENCLAVE("qe.enclave", Sources.RULES + "15"),
  /// The attestation key signed the quote.
  QUOTE_SIGNATURE("quote.signature", Sources.RULES + "16"),
  /// The TDX module is Intel's.
  TDX_MODULE("tdx.module", Sources.RULES + "11"),
  /// The platform's level.
  PLATFORM_TCB("platform.tcb", Sources.RULES + "17.1 to 17.3"),
  /// The TDX module's level.
  PLATFORM_MODULE("platform.module", Sources.RULES + "17.4.1"),
  /// The quoting enclave's level.
  PLATFORM_QE("platform.qe", Sources.RULES + "15"),
  /// What follows from the levels.
  PLATFORM_STATUS("platform.status", Sources.RULES + "17.4 and 17.5"),
  /// Which statuses are accepted.
  POLICY_STATUS("policy.status", Sources.APPRAISAL),
  /// Which advisories are accepted.
  POLICY_ADVISORIES("policy.advisories", Sources.APPRAISAL),
  /// How recent the collateral's round of updates is.
  POLICY_EVALUATION("policy.evaluation", "Intel, PCS API v4: TCB evaluation data numbers"),
  /// Which sorts of platform are accepted.
  POLICY_FMSPC("policy.fmspc", Sources.APPRAISAL),
  /// Which platforms are accepted.
  POLICY_PPID("policy.ppid", Sources.APPRAISAL),
  /// Which platforms of several packages are accepted.
  POLICY_INSTANCE("policy.instance", Sources.APPRAISAL),
  /// Which sorts of platform are denied.
  POLICY_DENIED_FMSPC("policy.denied-fmspc", Sources.APPRAISAL),
  /// Which platforms are denied.
  POLICY_DENIED_PPID("policy.denied-ppid", Sources.APPRAISAL),
  /// Which platforms of several packages are denied.
  POLICY_DENIED_INSTANCE("policy.denied-instance", Sources.APPRAISAL),
  /// What the software had bound.
  POLICY_REPORT_DATA("policy.report-data", Sources.FRESHNESS),
  /// Quotes have no field for a nonce.
  POLICY_NONCE("policy.nonce", Sources.FRESHNESS),
  /// Quotes have no field for a key.
  POLICY_PUBLIC_KEY("policy.public-key", Sources.FRESHNESS);

  private final String label;
  private final String source;

  DcapCheck(String label, String source) {
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
    static final String PCS = "Intel, PCS API v4: TCB-Info-Issuer-Chain";
    static final String TCB_INFO = "Intel, PCS API v4: TCB info";
    static final String QE_IDENTITY = "Intel, PCS API v4: enclave identity";
    static final String RULES = "Intel, quote verification library, 4.1.2.4.";
    static final String OBSERVED = "observed of genuine quotes";
    static final String APPRAISAL = "RFC 9334, 8.5";
    static final String FRESHNESS = "RFC 9334, 10";

    private Sources() {}
  }
}
