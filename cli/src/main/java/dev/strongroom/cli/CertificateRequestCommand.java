// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom certificate request`: what an operator has signed by an authority.
@Command(
    name = "request",
    description = {
      "Gets a request to certify a key that was born in the enclave (PKCS #10, PEM).",
      "",
      "Only over a verified connection: what the host hands out may be for a key of its own."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom certificate request -o vault.csr",
      "",
      "Exit status: 0 written, 1 refused, 2 it can't be reached, or wrong usage."
    })
final class CertificateRequestCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write it; nothing is overwritten.")
  private Path output = Path.of("");

  CertificateRequestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return EnclaveSession.run(console, enclave, this::write);
  }

  private int write(EnclaveSession session)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    NewFile.write(output, session.get(EnclaveSession.CERTIFICATES + "/request"));
    console.out().println(output);
    console.out().flush();
    return ExitStatus.ACCEPTED;
  }
}
