// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom ceremony keygen`: an operator's keys.
@Command(
    name = "keygen",
    description = {
      "Makes an operator's keys, and prints the line for the enclave's configuration.",
      "",
      "The file isn't encrypted: whoever reads it and the share is the operator."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CeremonyKeygenCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "The operator's name in the configuration.")
  private String name = "";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "Where to keep the private keys; must not exist.")
  private Path key = Path.of("");

  CeremonyKeygenCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try (OperatorKeyFile keys = OperatorKeyFile.make(key, name, new SecureRandom())) {
      console.out().println(keys.configuration());
    }
    return ExitStatus.ACCEPTED;
  }
}
