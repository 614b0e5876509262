// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a verdict goes as an attestation result. The command-line library sets the fields.
final class EarOptions {
  @Option(
      names = "--ear",
      paramLabel = "KEY",
      required = true,
      description =
          "Write the verdict as an attestation result (EAR) signed with this key: P-256 or Ed25519,"
              + " PKCS #8 in PEM, not encrypted. One FILE only.")
  @Nullable Path key;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "With --ear: the result; one that is there is replaced.")
  @Nullable Path output;

  @Option(names = "--cwt", description = "With --ear: in CBOR (CWT), not as a JWT.")
  boolean cwt;
}
