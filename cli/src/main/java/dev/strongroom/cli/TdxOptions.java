// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.confidential.MalformedFirmwareException;
import dev.strongroom.image.confidential.TdxFirmware;
import dev.strongroom.image.confidential.TdxLaunch;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.kernel.MalformedKernelException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What decides a trust domain's measurements beside the image.
final class TdxOptions {
  @Option(
      names = "--tdx",
      paramLabel = "FIRMWARE",
      description = {
        "The image in a TDX guest of QEMU, started by this firmware: OVMF's build IntelTdx",
        "(docs/confidential-vm.md)."
      })
  private @Nullable Path firmware;

  /// Made by the command-line library, which sets the fields.
  TdxOptions() {}

  boolean asked() {
    return firmware != null;
  }

  /// @throws UsageException if none was named
  Path firmware() throws UsageException {
    if (firmware == null) {
      throw new UsageException("--tdx FIRMWARE is needed");
    }
    return firmware;
  }

  /// The launch that is asked for.
  ///
  /// @throws UsageException if the firmware, or the image's kernel, can't be used
  TdxLaunch launch(EifFile image) throws UsageException, IOException {
    TdxFirmware read = read(firmware());
    try {
      return TdxLaunch.of(read, image);
    } catch (MalformedKernelException e) {
      throw new UsageException("the image's kernel: " + e.getMessage());
    }
  }

  /// Reads firmware.
  ///
  /// @throws UsageException if it can't be read, or is none
  static TdxFirmware read(Path file) throws UsageException {
    try {
      return TdxFirmware.read(file);
    } catch (MalformedFirmwareException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException("can't read " + file);
    }
  }
}
