// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom upgrade send`: has the log take what operators signed.
@Command(
    name = "send",
    description = {
      "Brings a signed announcement or approval to the enclave, which enters it in the log. If",
      "operators signed copies of one statement, name all of them. The enclave decides."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom upgrade send announcement.json --receipt announcement.receipt.json",
      "",
      "Exit status: 0 it is in the log, 1 refused, 2 unreadable, out of reach or wrong usage."
    })
final class UpgradeSendCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Parameters(
      paramLabel = "STATEMENT",
      arity = "1..*",
      description = "Signed copies of one statement.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "Where the entry's receipt goes; never over another file.")
  private @Nullable Path receipt;

  UpgradeSendCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    SignedStatement<UpgradeStatement> merged =
        StatementFile.read(UpgradeStatement.FORM, files.getFirst());
    for (Path file : files.subList(1, files.size())) {
      SignedStatement<UpgradeStatement> other = StatementFile.read(UpgradeStatement.FORM, file);
      if (!other.statement().equals(merged.statement())) {
        throw new UsageException(file + ": another statement than in " + files.getFirst());
      }
      for (OperatorSignature signature : other.signatures()) {
        merged = merged.with(signature);
      }
    }
    SignedStatement<UpgradeStatement> request = merged;
    UpgradeText.show(console, request);
    console.out().println();
    return EnclaveSession.run(console, enclave, session -> send(session, request));
  }

  private int send(EnclaveSession session, SignedStatement<UpgradeStatement> request)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    JsonNode answer =
        session.view(
            session.post(EnclaveSession.UPGRADE, String.valueOf(request.encoded().asUtf8())));
    try {
      Optional<JsonNode> made = answer.optional("receipt");
      if (receipt != null && made.isPresent()) {
        NewFile.write(receipt, CanonicalJson.text(made.get().value()));
      }
      UpgradeStatusCommand.show(console, answer);
      console
          .out()
          .println(
              made.isPresent()
                  ? "  ENTERED  It is in the log."
                  : "  ENTERED  It was in the log already.");
      console.out().flush();
      return ExitStatus.ACCEPTED;
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new RefusedByEnclaveException("the answer isn't one: " + e.getMessage());
    }
  }
}
