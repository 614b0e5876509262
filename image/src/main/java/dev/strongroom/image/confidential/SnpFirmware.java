// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The firmware of a confidential virtual machine, with what it says about SEV-SNP.
///
/// Only firmware that checks kernel, ramdisks and command line against measured digests is
/// accepted: OVMF's build `AmdSev`. With any other a measurement would say nothing about the image.
public final class SnpFirmware {
  private static final long FOUR_GIB = 1L << 32;

  private final Bytes bytes;
  private final long hashesAddress;
  private final long resetAddress;
  private final List<SnpSection> sections;

  SnpFirmware(Bytes bytes, long hashesAddress, long resetAddress, List<SnpSection> sections) {
    this.bytes = bytes;
    this.hashesAddress = hashesAddress;
    this.resetAddress = resetAddress;
    this.sections = List.copyOf(sections);
  }

  /// Reads a file such as `OVMF.amdsev.fd`.
  ///
  /// @throws IOException if it can't be read
  /// @throws MalformedFirmwareException if it is none
  public static SnpFirmware read(Path file) throws IOException, MalformedFirmwareException {
    return of(FirmwareTable.file(file));
  }

  /// The same from memory.
  ///
  /// @throws MalformedFirmwareException if it is none
  public static SnpFirmware of(Bytes bytes) throws MalformedFirmwareException {
    return SnpMetadata.read(bytes);
  }

  /// All of it.
  public Bytes bytes() {
    return bytes;
  }

  /// Where it lies in the guest: it ends where 4 GiB are full.
  long address() {
    return FOUR_GIB - bytes.length();
  }

  /// Where in the guest it looks for the digests.
  long hashesAddress() {
    return hashesAddress;
  }

  /// Where processors but the first start.
  long resetAddress() {
    return resetAddress;
  }

  /// What it wants prepared, in its own order, in which it is measured.
  public List<SnpSection> sections() {
    return sections;
  }
}
