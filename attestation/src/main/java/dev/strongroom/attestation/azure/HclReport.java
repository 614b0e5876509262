// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;

/// What Azure's paravisor keeps in the virtual TPM's NV index 0x01400001 (Microsoft, "Guest
/// attestation for confidential VMs": HCL report): the report that it had made at boot, and what
/// the report's data are the digest of. All numbers are little endian.
///
/// @param type what sort of hardware the report is of
/// @param hardwareReport 1184 bytes, of which Intel's are only the first 1024
/// @param runtimeData JSON, exactly as it was hashed
public record HclReport(Type type, Bytes hardwareReport, Bytes runtimeData) {
  private static final Bytes MAGIC = Bytes.utf8("HCLA");
  private static final int REPORT = 32;
  private static final int RUNTIME = 1216;
  private static final int HEADER = 20;
  private static final int MAX_LENGTH = 16 * 1024;
  private static final int SHA256 = 1;

  /// The hardware that signed.
  public enum Type {
    /// A SEV-SNP report.
    SNP,
    /// A TD report, which a quote stands for.
    TDX
  }

  /// Reads one.
  ///
  /// @throws MalformedEvidenceException if it breaks the layout; offsets count from its start
  public static HclReport parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() < RUNTIME + HEADER || encoded.length() > MAX_LENGTH) {
      throw broken("hcl.length", 0, "HCL report of " + encoded.length() + " bytes");
    }
    if (!encoded.startsWith(MAGIC)) {
      throw broken("hcl.magic", 0, "no HCL report");
    }
    long version = number(encoded, 4);
    if (version != 1 && version != 2) {
      throw broken("hcl.version", 4, "HCL report of the unknown version " + version);
    }
    long layout = number(encoded, RUNTIME + 4);
    if (layout != 1) {
      throw broken("hcl.version", RUNTIME + 4, "runtime data of the unknown version " + layout);
    }
    Type type =
        switch ((int) number(encoded, RUNTIME + 8)) {
          case 2 -> Type.SNP;
          case 4 -> Type.TDX;
          default -> throw broken("hcl.type", RUNTIME + 8, "report of unknown hardware");
        };
    if (number(encoded, RUNTIME + 12) != SHA256) {
      throw broken("hcl.hash", RUNTIME + 12, "runtime data with another digest than SHA-256");
    }
    long length = number(encoded, RUNTIME + 16);
    int start = RUNTIME + HEADER;
    if (length > encoded.length() - start || number(encoded, RUNTIME) != length + HEADER) {
      throw broken("hcl.length", RUNTIME, "runtime data of another length than stated");
    }
    int end = start + (int) length;
    if (!encoded.slice(end, encoded.length()).isAllZero()) {
      throw broken("hcl.trailing-bytes", end, "bytes after the runtime data");
    }
    return new HclReport(type, encoded.slice(REPORT, RUNTIME), encoded.slice(start, end));
  }

  private static long number(Bytes bytes, int at) {
    return bytes.at(at)
        | (bytes.at(at + 1) << 8)
        | (bytes.at(at + 2) << 16)
        | ((long) bytes.at(at + 3) << 24);
  }

  private static MalformedEvidenceException broken(String code, int offset, String message) {
    return new MalformedEvidenceException(code, offset, message);
  }
}
