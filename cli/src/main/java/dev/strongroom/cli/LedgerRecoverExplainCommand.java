// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.recovery.LostState;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.recovery.RefusalReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom ledger recover explain`: what happened, and the ways on.
@Command(
    name = "explain",
    description = {
      "Says what an enclave found that refused to go on with its log, what is lost, and the ways on.",
      "With --request it writes what operators have to sign if the missing entries are gone for good."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom ledger recover explain --state DIR",
      "",
      "Exit status: 0 explained, 2 the store has no refusal in it, or wrong usage."
    })
final class LedgerRecoverExplainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private LedgerRecoverStore store = new LedgerRecoverStore();

  @Option(
      names = "--request",
      paramLabel = "FILE",
      description = "Where to write the recovery request; must not exist. Needs --reason.")
  private @Nullable Path request;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why the entries are gone, in one line. Everybody will read it in the log.")
  private @Nullable String reason;

  LedgerRecoverExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if ((request == null) != (reason == null)) {
      throw new UsageException("--request and --reason go together");
    }
    RefusalReport report = store.use(LedgerRecoverStore::report);
    LostState lost = report.lost();
    PrintWriter out = console.out();
    out.println(
        "The enclave refuses to go on with its log: the host's store has less of it than witnesses"
            + " have cosigned.");
    out.println();
    RecoveryText.show(console, lost);
    out.println();
    say(
        "An older copy of the store was put in place, or another store, or an empty one. Receipts"
            + " that were given out stay valid: each proves itself. But the enclave doesn't know the"
            + " missing entries, and would give out their places a second time.");
    say(
        "1. If the latest copy of the store exists anywhere, stop the host, put it back, and start"
            + " again: nothing else is needed. Look for the file store.sqlite with its -wal beside"
            + " it, for the host that ran last, and for a second host that still runs. A mirror of the"
            + " log can't be put back: it lacks what is sealed. Keep it, it shows what there was.");
    say(
        "2. The witnesses' sizes came over the network unsigned. Ask the witnesses' operators"
            + " before you believe that anything is lost.");
    if (report.threshold() == 0) {
      say(
          "3. If it is gone for good, this log can't go on: the measured configuration names no"
              + " operators under settings.ledger.recovery. A configuration that does is another"
              + " measurement; with the same root secret and origin it can recover this log.");
    } else {
      say(
          "3. If it is gone for good, "
              + report.threshold()
              + " of the operators "
              + String.join(", ", report.operators())
              + " can let the log go on as "
              + lost.generation().next().origin()
              + ". Its first entry says so, with their names and reason. The entries that the store"
              + " still has stay where they are, and are no longer served.");
    }
    if (request != null && reason != null) {
      write(report, request, reason);
    }
    out.flush();
    return ExitStatus.ACCEPTED;
  }

  private void write(RefusalReport report, Path file, String words) throws UsageException {
    if (report.threshold() == 0) {
      throw new UsageException("nobody may sign: the measured configuration names no operators");
    }
    try {
      StatementFile.create(
          file, new SignedStatement<>(new RecoveryStatement(report.lost(), words), List.of()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--reason: " + e.getMessage());
    }
    StatementFile.line(console, "request", file.toString());
    console.out().println();
    say(
        "Each of "
            + report.threshold()
            + " operators: strongroom ledger recover sign "
            + file
            + " --key KEY; then: strongroom ledger recover apply "
            + file);
  }

  /// A paragraph.
  private void say(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : Printable.of(text).split(" ", -1)) {
      if (line.length() + word.length() > 98) {
        console.out().println(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    console.out().println(line.toString().stripTrailing());
    console.out().println();
  }
}
