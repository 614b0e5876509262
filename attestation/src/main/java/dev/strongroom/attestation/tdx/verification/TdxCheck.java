// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tdx.verification;

import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.tdx.TdxPolicy.Register;

/// What a policy asks of a trust domain besides its platform.
public enum TdxCheck implements CheckName {
  /// Debug mode.
  DEBUG("policy.debug", Sources.ATTRIBUTES),
  /// Pages can't be taken away unnoticed.
  SEPT_VE("policy.sept-ve", Sources.ATTRIBUTES),
  /// Nobody may move the domain.
  MIGRATABLE("policy.migratable", Sources.ATTRIBUTES),
  /// Performance counters.
  PERFMON("policy.perfmon", Sources.ATTRIBUTES),
  /// No attributes that aren't known.
  ATTRIBUTES("policy.attributes", Sources.ATTRIBUTES),
  /// Which service TD is bound.
  SERVICE_TD("policy.service-td", "Intel, TDX module specification, 13.2: service TDs"),
  /// Who signed the TDX module.
  MODULE_SIGNER("policy.module-signer", "Intel, TDX module specification: MRSIGNERSEAM"),
  /// The initial contents.
  MRTD("policy.mrtd", Sources.APPRAISAL),
  /// RTMR0.
  RTMR0("policy.rtmr0", Sources.APPRAISAL),
  /// RTMR1.
  RTMR1("policy.rtmr1", Sources.APPRAISAL),
  /// RTMR2.
  RTMR2("policy.rtmr2", Sources.APPRAISAL),
  /// RTMR3.
  RTMR3("policy.rtmr3", Sources.APPRAISAL),
  /// MRCONFIGID.
  MRCONFIGID("policy.mrconfigid", Sources.APPRAISAL),
  /// MROWNER.
  MROWNER("policy.mrowner", Sources.APPRAISAL),
  /// MROWNERCONFIG.
  MROWNERCONFIG("policy.mrownerconfig", Sources.APPRAISAL),
  /// XFAM.
  XFAM("policy.xfam", Sources.APPRAISAL),
  /// A log leads to the registers, and has the wanted events.
  EVENT_LOG("policy.event-log", "TCG PC Client platform firmware profile, 10.2; UEFI 2.10, 38.4.1");

  private final String label;
  private final String source;

  TdxCheck(String label, String source) {
    this.label = label;
    this.source = source;
  }

  static TdxCheck of(Register register) {
    return switch (register) {
      case MRTD -> MRTD;
      case RTMR0 -> RTMR0;
      case RTMR1 -> RTMR1;
      case RTMR2 -> RTMR2;
      case RTMR3 -> RTMR3;
      case MRCONFIGID -> MRCONFIGID;
      case MROWNER -> MROWNER;
      case MROWNERCONFIG -> MROWNERCONFIG;
      case XFAM -> XFAM;
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
    static final String ATTRIBUTES = "Intel, TDX module ABI: TDATTRIBUTES";
    static final String APPRAISAL = "RFC 9334, 8.5";

    private Sources() {}
  }
}
