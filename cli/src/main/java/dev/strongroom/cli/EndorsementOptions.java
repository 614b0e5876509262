// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Endorsements;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// The endorsements that whoever judges evidence gives along. The command-line library sets the
/// field.
final class EndorsementOptions {
  @Option(
      names = "--endorsements",
      paramLabel = "FILE",
      description =
          "What makers vouch for, where the evidence doesn't bring it along: a bundle made by"
              + " 'strongroom endorsements', or a file as makers serve it: certificates, revocation"
              + " lists, collateral, manifests (repeatable).")
  private List<Path> endorsements = List.of();

  EndorsementOptions() {}

  /// The files themselves, for another process; each was read once.
  ///
  /// @throws UsageException if one can't be read
  List<Path> files() throws UsageException {
    Endorsements _ = read();
    return List.copyOf(endorsements);
  }

  /// What the files hold, all together.
  ///
  /// @throws UsageException if one can't be read
  Endorsements read() throws UsageException {
    Endorsements all = Endorsements.NONE;
    for (Path file : endorsements) {
      try {
        all = all.with(EndorsementSource.read(file));
      } catch (IllegalArgumentException e) {
        throw new UsageException(file + ": " + e.getMessage());
      }
    }
    return all;
  }
}
