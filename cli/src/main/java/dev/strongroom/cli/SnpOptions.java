// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.confidential.DirectBoot;
import dev.strongroom.image.confidential.MalformedFirmwareException;
import dev.strongroom.image.confidential.ProcessorModel;
import dev.strongroom.image.confidential.SnpFirmware;
import dev.strongroom.image.confidential.SnpLaunch;
import dev.strongroom.image.eif.EifFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What decides an SEV-SNP guest's launch measurement beside the image.
final class SnpOptions {
  @Option(
      names = "--sev-snp",
      paramLabel = "FIRMWARE",
      description = {
        "The image in an SEV-SNP guest of QEMU, started by this firmware: OVMF's build AmdSev",
        "(docs/confidential-vm.md)."
      })
  private @Nullable Path firmware;

  @Option(
      names = "--cpu-model",
      paramLabel = "MODEL",
      defaultValue = "EPYC-v4",
      description =
          "With --sev-snp: what QEMU shows: EPYC-v4, EPYC-Milan, EPYC-Genoa or EPYC-Turin. Default:"
              + " EPYC-v4.")
  private String model = "EPYC-v4";

  @Option(
      names = "--sev-features",
      paramLabel = "NUMBER",
      defaultValue = "0x1",
      description = "With --sev-snp: what of SEV the host's kernel has on. Default: 0x1, SNP only.")
  private String features = "0x1";

  /// Made by the command-line library, which sets the fields.
  SnpOptions() {}

  boolean asked() {
    return firmware != null;
  }

  /// @throws UsageException if none was named
  Path firmware() throws UsageException {
    if (firmware == null) {
      throw new UsageException("--sev-snp FIRMWARE is needed");
    }
    return firmware;
  }

  /// The launch that is asked for.
  ///
  /// @throws UsageException if the firmware can't be used, or an option can't be
  SnpLaunch launch(EifFile image, int cpus) throws UsageException, IOException {
    DirectBoot boot = DirectBoot.of(image);
    ProcessorModel shown =
        ProcessorModel.of(model)
            .orElseThrow(
                () -> new UsageException("--cpu-model is one of " + ProcessorModel.names()));
    try {
      return new SnpLaunch(read(firmware()), boot, cpus, shown, Long.decode(features));
    } catch (NumberFormatException e) {
      throw new UsageException("--sev-features is a number such as 0x1");
    } catch (IllegalArgumentException e) {
      throw new UsageException("--cpus, --sev-features: " + e.getMessage());
    }
  }

  /// Reads firmware.
  ///
  /// @throws UsageException if it can't be read, or is none
  static SnpFirmware read(Path file) throws UsageException {
    try {
      return SnpFirmware.read(file);
    } catch (MalformedFirmwareException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException("can't read " + file);
    }
  }
}
