// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom certificate`: the certificates that an enclave has for names.
@Command(
    name = "certificate",
    description = {
      "Asks for, brings and shows an enclave's certificates that browsers trust.",
      "",
      "The enclave is verified before anything is sent. Their keys never leave it."
    },
    subcommands = {
      CertificateShowCommand.class,
      CertificateReceiptsCommand.class,
      CertificateRequestCommand.class,
      CertificateInstallCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom certificate show",
      "  strongroom certificate request -o vault.csr",
      "  strongroom certificate install chain.pem"
    })
final class CertificateCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  CertificateCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
