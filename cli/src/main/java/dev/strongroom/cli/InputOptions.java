// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Endorsements;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `inspect` and `verify` share. The command-line library sets the fields.
final class InputOptions {
  @Option(
      names = "--at",
      paramLabel = "TIME",
      defaultValue = "now",
      converter = JudgingTime.Converter.class,
      description =
          "When to judge: now (the default; live evidence), document (archived evidence, at its own"
              + " time), or a time such as 2026-03-21T10:15:30Z.")
  JudgingTime at = new JudgingTime.Now();

  @Option(
      names = "--endorsements",
      paramLabel = "FILE",
      description =
          "What makers vouch for, where the evidence doesn't bring it along: a bundle made by"
              + " 'strongroom endorsements', or a file as makers serve it: certificates, revocation"
              + " lists, collateral, manifests (repeatable).")
  List<Path> endorsements = List.of();

  @Option(names = "--json", description = "Print an array of JSON objects, one for each file.")
  boolean json;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Evidence, raw or in hexadecimal or base64; - for standard input; verify also takes"
              + " https://HOST[:PORT] of an enclave.")
  List<String> files = List.of();

  /// What the endorsements' files hold, all together.
  ///
  /// @throws UsageException if one can't be read
  Endorsements endorsed() throws UsageException {
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
