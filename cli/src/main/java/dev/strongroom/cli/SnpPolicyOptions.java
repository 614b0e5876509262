// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whether a policy for SEV-SNP guests is wanted, and where.
final class SnpPolicyOptions {
  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = {
        "With --sev-snp: write the appraisal policy that accepts this launch and no other. Takes",
        "--product and --minimum-tcb."
      })
  private @Nullable Path file;

  @Mixin private SnpAcceptedOptions accepted = new SnpAcceptedOptions();

  /// Made by the command-line library, which sets the fields.
  SnpPolicyOptions() {}

  boolean asked() {
    return file != null;
  }

  /// Writes the policy, if it is asked for.
  ///
  /// @param name of the image, for people
  /// @throws UsageException if an option is missing or can't be, or the file can't be written
  void write(String name, Bytes measurement) throws UsageException {
    if (file == null) {
      return;
    }
    Bytes text = accepted.draft(name, measurement).text();
    try {
      Files.write(file, text.toByteArray());
    } catch (IOException e) {
      throw new UsageException(file + " can't be written (" + e.getMessage() + ")");
    }
  }
}
