// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whether a policy for confidential virtual machines is wanted, and where.
final class LaunchPolicyOptions {
  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = {
        "Write the appraisal policy that accepts this launch and no other. With --sev-snp it takes",
        "--product and --minimum-tcb, with --tdx it takes --tcb-evaluation."
      })
  private @Nullable Path file;

  @Mixin private SnpAcceptedOptions snp = new SnpAcceptedOptions();

  @Mixin private TdxAcceptedOptions tdx = new TdxAcceptedOptions();

  /// Made by the command-line library, which sets the fields.
  LaunchPolicyOptions() {}

  /// Writes the policy, if it is asked for.
  ///
  /// @param name of the image, for people
  /// @throws UsageException if an option is missing or can't be, or the file can't be written
  void write(String name, Launches launches) throws UsageException {
    if (file == null) {
      return;
    }
    if (launches.snp().isPresent()) {
      write(file, snp.draft(name, launches.snp().get().measurement()).text());
    } else if (launches.tdx().isPresent()) {
      write(file, tdx.draft(name, launches.tdx().get()).text());
    } else {
      throw new UsageException("--policy goes with --sev-snp or --tdx");
    }
  }

  private static void write(Path file, Bytes text) throws UsageException {
    try {
      Files.write(file, text.toByteArray());
    } catch (IOException e) {
      throw new UsageException(file + " can't be written (" + e.getMessage() + ")");
    }
  }
}
