// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.AttestedHttp;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom ceremony begin`: an operator wants a new deployment.
@Command(
    name = "begin",
    description = {
      "Asks the enclave to make the root secret of a NEW deployment; done when a quorum has asked.",
      "",
      "To bring an existing deployment back, use release: a new one can't read its data."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CeremonyBeginCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private EnclaveOptions enclave = new EnclaveOptions();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The operator's keys, of ceremony keygen.")
  private Path key = Path.of("");

  CeremonyBeginCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try (OperatorKeyFile keys = OperatorKeyFile.read(key)) {
      CeremonyStep step = new CeremonyStep(console, enclave);
      return step.run((connection, status) -> {
        OperatorRequest request =
            OperatorRequest.sign(
                Action.BIRTH,
                keys.name(),
                status.deployment(),
                status.session(),
                Bytes.EMPTY,
                keys.signing());
        step.show(
            CeremonyStep.status(AttestedHttp.post(connection, CustodyPaths.BIRTH, request.json())));
        return ExitStatus.ACCEPTED;
      });
    }
  }
}
