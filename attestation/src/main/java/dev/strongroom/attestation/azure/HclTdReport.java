// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;

/// The report of a trust domain that the paravisor had the processor make at boot (Intel, TDX
/// module ABI: TDREPORT_STRUCT). Its authentication code is for that processor alone, so nothing in
/// it counts unless a quote says the same.
///
/// @param encoded 1024 bytes
public record HclTdReport(Bytes encoded) {
  private static final String CODE = "azure.td-report";
  private static final int LENGTH = 1024;
  private static final int TDX = 0x81;
  private static final int LAST_VERSION = 1;

  /// Where the part begins that TEE_TCB_INFO_HASH is of, and where it ends.
  private static final int MODULE = 256, MODULE_END = MODULE + 239;

  /// Where the part begins that TEE_INFO_HASH is of; it goes to the end.
  private static final int DOMAIN = 512;

  /// Fields that have no meaning in these versions: from, to.
  private static final int[][] RESERVED = {{3, 16}, {192, 224}, {MODULE_END, DOMAIN}, {960, 1024}};

  /// Reads one.
  ///
  /// @param padded as it stands in the HCL report, with zeros behind it
  /// @throws MalformedEvidenceException if it breaks the layout; offsets count from its start
  static HclTdReport parse(Bytes padded) throws MalformedEvidenceException {
    if (padded.at(0) != TDX || padded.at(1) != 0 || padded.at(2) > LAST_VERSION) {
      throw new MalformedEvidenceException(
          CODE, 0, "not a TD report of version 0 or 1: " + padded.slice(0, 4).hex());
    }
    for (int[] range : RESERVED) {
      if (!padded.slice(range[0], range[1]).isAllZero()) {
        throw new MalformedEvidenceException(
            CODE, range[0], "reserved bytes of a TD report aren't zero");
      }
    }
    if (!padded.slice(LENGTH, padded.length()).isAllZero()) {
      throw new MalformedEvidenceException(CODE, LENGTH, "bytes after a TD report");
    }
    return new HclTdReport(padded.slice(0, LENGTH));
  }

  /// TEE_TCB_INFO_HASH, SHA-384 of [#moduleInfo()].
  public Bytes moduleInfoHash() {
    return encoded.slice(32, 80);
  }

  /// TEE_INFO_HASH, SHA-384 of [#domainInfo()].
  public Bytes domainInfoHash() {
    return encoded.slice(80, 128);
  }

  /// REPORTDATA, 64 bytes.
  public Bytes reportData() {
    return encoded.slice(128, 192);
  }

  /// TEE_TCB_INFO, 239 bytes: what is said of the TDX module.
  public Bytes moduleInfo() {
    return encoded.slice(MODULE, MODULE_END);
  }

  /// TDINFO_STRUCT, 512 bytes: what is said of the domain.
  public Bytes domainInfo() {
    return encoded.slice(DOMAIN, LENGTH);
  }

  /// TEE_TCB_SVN, 16 bytes.
  public Bytes teeTcbSvn() {
    return encoded.slice(MODULE + 8, MODULE + 24);
  }

  /// MRSEAM, 48 bytes.
  public Bytes mrSeam() {
    return encoded.slice(MODULE + 24, MODULE + 72);
  }

  /// MRSIGNERSEAM, 48 bytes.
  public Bytes mrSignerSeam() {
    return encoded.slice(MODULE + 72, MODULE + 120);
  }

  /// SEAMATTRIBUTES, 8 bytes.
  public Bytes seamAttributes() {
    return encoded.slice(MODULE + 120, MODULE + 128);
  }

  /// TEE_TCB_SVN2, 16 bytes.
  public Bytes teeTcbSvn2() {
    return encoded.slice(MODULE + 128, MODULE + 144);
  }

  /// TDATTRIBUTES, 8 bytes.
  public Bytes tdAttributes() {
    return encoded.slice(DOMAIN, DOMAIN + 8);
  }

  /// XFAM, 8 bytes.
  public Bytes xfam() {
    return encoded.slice(DOMAIN + 8, DOMAIN + 16);
  }

  /// MRTD, 48 bytes.
  public Bytes mrTd() {
    return encoded.slice(DOMAIN + 16, DOMAIN + 64);
  }

  /// MRCONFIGID, 48 bytes.
  public Bytes mrConfigId() {
    return encoded.slice(DOMAIN + 64, DOMAIN + 112);
  }

  /// MROWNER, 48 bytes.
  public Bytes mrOwner() {
    return encoded.slice(DOMAIN + 112, DOMAIN + 160);
  }

  /// MROWNERCONFIG, 48 bytes.
  public Bytes mrOwnerConfig() {
    return encoded.slice(DOMAIN + 160, DOMAIN + 208);
  }

  /// RTMR0 to RTMR3, 48 bytes each.
  ///
  /// @param index 0 to 3
  public Bytes register(int index) {
    return encoded.slice(DOMAIN + 208 + 48 * index, DOMAIN + 256 + 48 * index);
  }

  /// SERVTD_HASH, 48 bytes; zero: no service TD is bound.
  public Bytes serviceTd() {
    return encoded.slice(DOMAIN + 400, DOMAIN + 448);
  }
}
