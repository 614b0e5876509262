// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import java.util.Optional;

/// An attestation report (AMD 56860, "ATTESTATION_REPORT Structure"), versions 2 to 5; nothing in
/// it is verified. All numbers are little endian.
///
/// @param encoded 1184 bytes
public record SnpReport(Bytes encoded) {
  /// Bytes of a report.
  public static final int LENGTH = 1184;

  /// A VMPL that says that the host asked for the report.
  public static final long HOST = 0xffff_ffffL;

  /// The signed part is everything before.
  private static final int SIGNATURE = 0x2a0;

  private static final int CPUID = 0x188;
  private static final int COORDINATE = 48;
  private static final int COORDINATE_FIELD = 72;

  /// Checks the length; [#parse] checks the rest.
  public SnpReport {
    if (encoded.length() != LENGTH) {
      throw new IllegalArgumentException("a report has " + LENGTH + " bytes");
    }
  }

  /// Reads a report.
  ///
  /// @throws MalformedEvidenceException if it breaks the strict layout
  public static SnpReport parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() != LENGTH) {
      throw new MalformedEvidenceException(
          "snp.length",
          Math.min(encoded.length(), LENGTH),
          "report of " + encoded.length() + " bytes instead of " + LENGTH);
    }
    SnpReport report = new SnpReport(encoded);
    ReportLayout.check(report);
    return report;
  }

  /// The number of `width` bytes at `offset`.
  long number(int offset, int width) {
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = (value << 8) | encoded.at(offset + i);
    }
    return value;
  }

  private Bytes field(int offset, int length) {
    return encoded.slice(offset, offset + length);
  }

  /// The layout's version.
  public int version() {
    return (int) number(0, 4);
  }

  /// The guest's security version, from its ID block.
  public long guestSvn() {
    return number(0x04, 4);
  }

  /// What the guest allowed its host.
  public GuestPolicy policy() {
    return new GuestPolicy(number(0x08, 8));
  }

  /// 16 bytes of the ID block.
  public Bytes familyId() {
    return field(0x10, 16);
  }

  /// 16 bytes of the ID block.
  public Bytes imageId() {
    return field(0x20, 16);
  }

  /// The privilege level that asked for the report: 0 to 3, 0 the highest, or [#HOST].
  public long vmpl() {
    return number(0x30, 4);
  }

  /// The versions of the firmware that runs; 8 bytes, in the product's order.
  public Bytes currentTcb() {
    return field(0x38, TcbVersion.LENGTH);
  }

  /// How the platform is set up: [PlatformBit].
  public long platformInfo() {
    return number(0x40, 8);
  }

  /// Whether the ID key was signed by an author key.
  public boolean authorKeyPresent() {
    return (number(0x48, 4) & 1) == 1;
  }

  /// Whether the host keeps the chip's key to itself.
  public boolean chipKeyMasked() {
    return (number(0x48, 4) & 2) == 2;
  }

  /// The key that it says it is signed with.
  public Signer signer() {
    return switch ((int) (number(0x48, 4) >>> 2) & 7) {
      case 0 -> Signer.VCEK;
      case 1 -> Signer.VLEK;
      default -> Signer.NONE;
    };
  }

  /// 64 bytes of the guest's choice.
  public Bytes reportData() {
    return field(0x50, 64);
  }

  /// SHA-384 of what was loaded at launch.
  public Bytes measurement() {
    return field(0x90, 48);
  }

  /// 32 bytes of the host's choice at launch.
  public Bytes hostData() {
    return field(0xc0, 32);
  }

  /// SHA-384 of the key that signed the ID block; zero without one.
  public Bytes idKeyDigest() {
    return field(0xe0, 48);
  }

  /// SHA-384 of the key that signed the ID key; zero without one.
  public Bytes authorKeyDigest() {
    return field(0x110, 48);
  }

  /// The guest's id.
  public Bytes reportId() {
    return field(0x140, 32);
  }

  /// The versions that the signing key is derived from.
  public Bytes reportedTcb() {
    return field(0x180, TcbVersion.LENGTH);
  }

  /// The product by family and model; empty if unknown, or before version 3, which states none.
  public Optional<Product> product() {
    return version() < 3
        ? Optional.empty()
        : Product.ofCpuid(encoded.at(CPUID), encoded.at(CPUID + 1));
  }

  /// The chip's id, 64 bytes; zero if it isn't told. On Turin 8 bytes, then zeros.
  public Bytes chipId() {
    return field(0x1a0, 64);
  }

  /// The versions that the platform can't go below any more.
  public Bytes committedTcb() {
    return field(0x1e0, TcbVersion.LENGTH);
  }

  /// The firmware that runs.
  public FirmwareVersion currentVersion() {
    return firmware(0x1e8);
  }

  /// The firmware that the platform can't go below any more.
  public FirmwareVersion committedVersion() {
    return firmware(0x1ec);
  }

  private FirmwareVersion firmware(int offset) {
    return new FirmwareVersion(encoded.at(offset + 2), encoded.at(offset + 1), encoded.at(offset));
  }

  /// The versions of the firmware when the guest was launched or moved here.
  public Bytes launchTcb() {
    return field(0x1f0, TcbVersion.LENGTH);
  }

  /// Mitigations in force at launch, a bit each; empty before version 5, which states none.
  public Optional<Long> launchMitigations() {
    return version() < 5 ? Optional.empty() : Optional.of(number(0x1f8, 8));
  }

  /// Mitigations in force now, a bit each; empty before version 5, which states none.
  public Optional<Long> currentMitigations() {
    return version() < 5 ? Optional.empty() : Optional.of(number(0x200, 8));
  }

  /// What the signature is over.
  public Bytes signedPart() {
    return encoded.slice(0, SIGNATURE);
  }

  /// The signature as `r || s`, 48 bytes each, big endian.
  public Bytes signature() {
    byte[] fixed = new byte[2 * COORDINATE];
    for (int i = 0; i < COORDINATE; i++) {
      fixed[i] = (byte) encoded.at(SIGNATURE + COORDINATE - 1 - i);
      fixed[COORDINATE + i] = (byte) encoded.at(SIGNATURE + COORDINATE_FIELD + COORDINATE - 1 - i);
    }
    return Bytes.copyOf(fixed);
  }
}
