// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The firmware of a trust domain, with what it says about TDX.
///
/// That it measures what it starts can't be seen in the file: OVMF's build `IntelTdx` does.
public final class TdxFirmware {
  private final Bytes bytes;
  private final List<TdxSection> sections;
  private final VariableStore variables;

  TdxFirmware(Bytes bytes, List<TdxSection> sections, VariableStore variables) {
    this.bytes = bytes;
    this.sections = List.copyOf(sections);
    this.variables = variables;
  }

  /// Reads a file such as `OVMF.inteltdx.fd`.
  ///
  /// @throws IOException if it can't be read
  /// @throws MalformedFirmwareException if it is none
  public static TdxFirmware read(Path file) throws IOException, MalformedFirmwareException {
    return of(FirmwareTable.file(file));
  }

  /// The same from memory.
  ///
  /// @throws MalformedFirmwareException if it is none
  public static TdxFirmware of(Bytes bytes) throws MalformedFirmwareException {
    return TdxMetadata.read(bytes);
  }

  /// All of it.
  public Bytes bytes() {
    return bytes;
  }

  /// What it wants added, in its own order, in which it is measured.
  public List<TdxSection> sections() {
    return sections;
  }

  /// The same firmware without a variable, as a trust domain is to be started with: keys for Secure
  /// Boot, which builds may bring along, would have it refuse a kernel that isn't signed. Variables
  /// aren't part of MRTD, so that is the same.
  public Bytes withoutVariables() {
    return variables.emptied(bytes);
  }
}
