// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;

/// The report of an SGX enclave (Intel SDM, volume 3D, table 40-21, REPORT), 384 bytes; a quoting
/// enclave's has the same form.
///
/// @param encoded the 384 bytes
/// @param reportData bytes 320 to 383
public record EnclaveReport(Bytes encoded, Bytes reportData) implements QuoteBody {
  /// Bytes of a report.
  public static final int LENGTH = 384;

  static EnclaveReport of(Bytes encoded) {
    return new EnclaveReport(encoded, encoded.slice(320, LENGTH));
  }

  /// Security version of the processor, 16 bytes.
  public Bytes cpuSvn() {
    return encoded.slice(0, 16);
  }

  /// MISCSELECT, 4 bytes.
  public Bytes miscSelect() {
    return encoded.slice(16, 20);
  }

  /// ISVEXTPRODID, 16 bytes: zero without KSS.
  public Bytes extendedProductId() {
    return encoded.slice(32, 48);
  }

  /// ATTRIBUTES, 16 bytes: flags and XFRM.
  public Bytes attributes() {
    return encoded.slice(48, 64);
  }

  /// MRENCLAVE, 32 bytes.
  public Bytes mrEnclave() {
    return encoded.slice(64, 96);
  }

  /// MRSIGNER, 32 bytes.
  public Bytes mrSigner() {
    return encoded.slice(128, 160);
  }

  /// CONFIGID, 64 bytes: zero without KSS.
  public Bytes configId() {
    return encoded.slice(192, 256);
  }

  /// ISVPRODID.
  public int productId() {
    return LayoutReader.u16(encoded, 256);
  }

  /// ISVSVN.
  public int securityVersion() {
    return LayoutReader.u16(encoded, 258);
  }

  /// CONFIGSVN.
  public int configSvn() {
    return LayoutReader.u16(encoded, 260);
  }

  /// ISVFAMILYID, 16 bytes: zero without KSS.
  public Bytes familyId() {
    return encoded.slice(304, 320);
  }
}
