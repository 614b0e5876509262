// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom ledger recover sign`: an operator's consent.
@Command(
    name = "sign",
    description = {
      "Shows a recovery request and adds an operator's signature to it. Needs no network.",
      "",
      "Sign only if you know from elsewhere that the missing entries are gone for good, and that no",
      "enclave still writes the log. Until the log goes on, or for 14 days, whoever holds the host and",
      "enough signatures can cut it back to this state."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  strongroom ledger recover sign request.json --key ann.key"})
final class LedgerRecoverSignCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "REQUEST", description = "The request; the signature is added to it.")
  private Path request = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The operator's keys, made by strongroom ceremony keygen.")
  private Path key = Path.of("");

  LedgerRecoverSignCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    SignedStatement<RecoveryStatement> before = StatementFile.read(RecoveryStatement.FORM, request);
    try (OperatorKeyFile keys = OperatorKeyFile.read(key)) {
      SignedStatement<RecoveryStatement> after =
          before.with(
              new OperatorSignature(
                  keys.name(),
                  keys.signing().publicKey(),
                  keys.signing().sign(before.statement().signed().toByteArray())));
      RecoveryText.show(console, after.statement());
      StatementFile.replace(request, after);
      StatementFile.line(
          console,
          "signed by",
          String.join(", ", after.signatures().stream().map(OperatorSignature::operator).toList()));
    }
    console.out().flush();
    return ExitStatus.ACCEPTED;
  }
}
