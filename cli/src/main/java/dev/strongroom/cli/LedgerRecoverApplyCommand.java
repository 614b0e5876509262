// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.store.Versioned;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.recovery.RefusalReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `strongroom ledger recover apply`: puts the operators' consent where the enclave finds it.
@Command(
    name = "apply",
    description = {
      "Puts a signed recovery request where the enclave finds it at its next start. If operators signed",
      "copies of one request, name all of them. The enclave decides; nothing here is trusted."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom ledger recover apply request.json --state DIR",
      "",
      "Exit status: 0 it is there, 1 it can't be what the enclave would accept, 2 wrong usage."
    })
final class LedgerRecoverApplyCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "REQUEST", arity = "1..*", description = "Signed copies of one request.")
  private List<Path> requests = new ArrayList<>();

  @Mixin private LedgerRecoverStore store = new LedgerRecoverStore();

  LedgerRecoverApplyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    SignedStatement<RecoveryStatement> merged =
        StatementFile.read(RecoveryStatement.FORM, requests.getFirst());
    for (Path file : requests.subList(1, requests.size())) {
      SignedStatement<RecoveryStatement> other = StatementFile.read(RecoveryStatement.FORM, file);
      if (!other.statement().equals(merged.statement())) {
        throw new UsageException(file + ": another statement than in " + requests.getFirst());
      }
      for (OperatorSignature signature : other.signatures()) {
        merged = merged.with(signature);
      }
    }
    SignedStatement<RecoveryStatement> request = merged;
    RecoveryText.show(console, request.statement());
    StatementFile.line(console, "signed by", String.join(", ", signers(request)));
    console.out().println();
    int status = store.use(open -> apply(open, request));
    console.out().flush();
    return status;
  }

  private int apply(KeyValueStore open, SignedStatement<RecoveryStatement> request)
      throws StoreException, UsageException {
    RefusalReport report = LedgerRecoverStore.report(open);
    if (!request.statement().lost().log().equals(report.lost().log())
        || request.statement().lost().size() != report.lost().size()
        || !request.statement().lost().root().equals(report.lost().root())) {
      return refused("the enclave refused another state of this store than the request is about");
    }
    List<String> strangers = new ArrayList<>(signers(request));
    strangers.removeAll(report.operators());
    if (!strangers.isEmpty()) {
      return refused("not among the operators: " + String.join(", ", strangers));
    }
    if (report.threshold() == 0 || request.signatures().size() < report.threshold()) {
      return refused(
          request.signatures().size() + " signatures; " + report.threshold() + " are needed");
    }
    long version =
        open.get(RecoveryStatement.STORED).map(Versioned::version).orElse(KeyValueStore.ABSENT);
    long _ = open.put(RecoveryStatement.STORED, version, request.encoded());
    console
        .out()
        .println(
            "  APPLIED  Start the enclave: if it sees what the operators signed, its log goes on as "
                + Printable.of(request.statement().next().origin())
                + ".");
    return ExitStatus.ACCEPTED;
  }

  private int refused(String why) {
    console.out().println("  REFUSED  " + Printable.of(why));
    return ExitStatus.REFUSED;
  }

  private static List<String> signers(SignedStatement<RecoveryStatement> request) {
    return request.signatures().stream().map(OperatorSignature::operator).toList();
  }
}
