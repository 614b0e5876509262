// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which witness.
final class WitnessOptions {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = {
        "The witness's name, such as witness.example/w1: a URL without https://, which",
        "needn't lead anywhere. Needed at the first start; the key keeps it."
      })
  private @Nullable String name;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "Where key and memory are kept. Never restore it from a backup.",
        "Default: ~/.local/state/strongroom/witness."
      })
  private @Nullable Path state;

  @Option(
      names = "--ed25519-only",
      description = "Make a key of Ed25519 only; else there is one of ML-DSA-44 beside it.")
  private boolean ed25519Only;

  /// Made by the command-line library.
  WitnessOptions() {}

  /// Opens what is kept.
  WitnessState open() throws UsageException {
    return WitnessState.open(state, name, !ed25519Only);
  }
}
