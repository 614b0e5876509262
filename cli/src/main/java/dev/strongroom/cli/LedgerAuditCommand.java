// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.log.AuditExpectations;
import dev.strongroom.client.log.AuditReport;
import dev.strongroom.client.log.FolderLog;
import dev.strongroom.client.log.LogAudit;
import dev.strongroom.client.log.LogReader;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom ledger audit`: is the whole log what it says to be?
@Command(
    name = "audit",
    description = {
      "Replays a log from its first entry, and reports.",
      "",
      "Every leaf is hashed anew and compared with the tiles and the signed root. The evidence of"
          + " each epoch is judged at its own time; it names the root of the tree before it, so that"
          + " the enclave itself vouches for all that was there when it started."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom ledger audit localhost:8443",
      "  strongroom ledger audit https://mirror.example/log --key VKEY --witness VKEY --json",
      "",
      "Exit status: 0 all is as it should be, 1 something isn't, 2 it can't be read, or wrong usage."
    })
final class LedgerAuditCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private LogOptions log = new LogOptions();

  @Option(
      names = "--mirror",
      paramLabel = "DIR",
      description = "Also check that the log continues what was mirrored into this folder.")
  private @Nullable Path mirror;

  @Option(names = "--json", description = "Print one object of JSON.")
  private boolean json;

  LedgerAuditCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    List<AppraisalPolicy> policies = log.policies(console);
    try (LogOptions.Opened opened = log.open(console, policies);
        LeavesProgress progress = new LeavesProgress(console, "replayed")) {
      AuditExpectations expected =
          new AuditExpectations(
              log.key(), policies, log.witnesses(), mirrored(), log.latest(console));
      AuditReport report =
          LogAudit.run(opened.reader(), expected, NotaryOptions.verifier(), progress::more);
      progress.end();
      if (json) {
        console.out().println(AuditJson.text(log.name(), report));
      } else {
        new AuditText(console).write(log.name(), report);
      }
      return report.accepted() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
    } catch (AttestationRefusedException e) {
      e.verdict().ifPresent(v -> new TextReport(console).verdict(log.name(), v));
      console.err().println("strongroom: " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    } catch (MalformedLedgerException e) {
      throw new UsageException(log.name() + ": no log: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(log.name() + " can't be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private Optional<Checkpoint> mirrored() throws UsageException, InterruptedException {
    if (mirror == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new LogReader(new FolderLog(mirror)).checkpoint().checkpoint());
    } catch (IOException | MalformedLedgerException e) {
      throw new UsageException(mirror + ": no mirror: " + e.getMessage());
    }
  }
}
