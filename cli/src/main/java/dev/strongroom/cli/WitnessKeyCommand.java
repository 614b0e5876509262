// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.note.VerifierKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom witness key`: who the witness is.
@Command(
    name = "key",
    description = {
      "Prints the witness's public keys, that of Ed25519 first, one in each line.",
      "",
      "Makes the keys if there are none yet."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class WitnessKeyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private WitnessOptions options = new WitnessOptions();

  WitnessKeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try (WitnessState state = options.open()) {
      for (VerifierKey key : state.keys().verifierKeys()) {
        console.out().println(key.text());
      }
    }
    return ExitStatus.ACCEPTED;
  }
}
