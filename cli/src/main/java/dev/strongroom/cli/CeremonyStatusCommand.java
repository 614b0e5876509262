// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom ceremony status`: how far an enclave is that waits for its operators.
@Command(
    name = "status",
    description = "Verifies the enclave and shows what it waits for.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CeremonyStatusCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private EnclaveOptions enclave = new EnclaveOptions();

  CeremonyStatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    CeremonyStep step = new CeremonyStep(console, enclave);
    return step.run((_, status) -> {
      step.show(status);
      return ExitStatus.ACCEPTED;
    });
  }
}
