// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Endorsements;
import java.util.List;
import picocli.CommandLine.Mixin;
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

  @Mixin private final EndorsementOptions endorsements = new EndorsementOptions();

  @Mixin final StatusListOptions statusList = new StatusListOptions();

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
    return endorsements.read();
  }
}
