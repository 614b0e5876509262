// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `strongroom certificate install`: brings what an authority signed.
@Command(
    name = "install",
    description = {
      "Brings an enclave the certificate that an authority issued for its request.",
      "",
      "The enclave takes it if it is for its key and exactly its names, leads to a root of its"
          + " measured configuration, and is valid longer than the one in use."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom certificate install chain.pem",
      "",
      "Exit status: 0 it is used, 1 refused, 2 it can't be reached, or wrong usage."
    })
final class CertificateInstallCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The chain as PEM text, the own one first.")
  private Path chain = Path.of("");

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  CertificateInstallCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    String text = TextFile.read(chain);
    return EnclaveSession.run(console, enclave, session -> install(session, text));
  }

  private int install(EnclaveSession session, String text)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    try {
      String until =
          session
              .view(session.put(EnclaveSession.CERTIFICATES, text))
              .member("certificate")
              .member("notAfter")
              .text();
      console.out().println("used until " + Printable.of(until));
      console.out().flush();
      return ExitStatus.ACCEPTED;
    } catch (MalformedJsonException e) {
      throw new RefusedByEnclaveException("the answer isn't one: " + e.getMessage());
    }
  }
}
