// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.log.LogKey;
import dev.strongroom.client.log.LogMirror;
import dev.strongroom.client.log.LogReader;
import dev.strongroom.client.log.MirrorRefusedException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `strongroom ledger mirror`: a copy of a log that can't be taken back.
@Command(
    name = "mirror",
    description = {
      "Copies a log into a folder, or brings the copy up to date.",
      "",
      "Nothing in the folder changes unless the log continues what was copied before. Any web server"
          + " can show it; any reader of C2SP tlog-tiles understands it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom ledger mirror localhost:8443 mirror/",
      "  strongroom ledger mirror https://log.example/ mirror/ --key VKEY",
      "",
      "Exit status: 0 up to date, 1 the log contradicts itself or its key, 2 it can't be read, or"
          + " wrong usage."
    })
final class LedgerMirrorCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private LogOptions log = new LogOptions();

  @Parameters(index = "1", paramLabel = "DIR", description = "The copy; made if missing.")
  private Path folder = Path.of("");

  LedgerMirrorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    List<AppraisalPolicy> policies = log.policies(console);
    try (LogOptions.Opened opened = log.open(console, policies);
        LeavesProgress progress = new LeavesProgress(console, "copied")) {
      VerifierKey key = key(opened.reader(), policies);
      LogMirror.Mirrored mirrored = LogMirror.update(opened.reader(), key, folder, progress::more);
      progress.end();
      console
          .out()
          .println(
              folder
                  + ": "
                  + mirrored.to()
                  + " leaves of "
                  + Printable.of(key.name())
                  + ", "
                  + (mirrored.to() - mirrored.from())
                  + " of them new, in "
                  + mirrored.files()
                  + " files");
      return ExitStatus.ACCEPTED;
    } catch (MirrorRefusedException e) {
      return refused("[" + e.why().code() + "] " + e.getMessage());
    } catch (AttestationRefusedException e) {
      e.verdict().ifPresent(v -> new TextReport(console).verdict(log.name(), v));
      return refused(String.valueOf(e.getMessage()));
    } catch (MalformedLedgerException e) {
      return refused("what the log serves isn't well formed: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException("not mirrored: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private int refused(String why) {
    console.out().flush();
    console.err().println("strongroom: " + Printable.of(why));
    return ExitStatus.REFUSED;
  }

  /// Given, or the one by which it was mirrored before, or the one that the enclave's evidence
  /// binds.
  private VerifierKey key(LogReader reader, List<AppraisalPolicy> policies)
      throws UsageException, IOException, InterruptedException, MalformedLedgerException {
    Optional<VerifierKey> known = log.key().or(Optional::empty);
    if (known.isEmpty()) {
      known = LogMirror.key(folder);
    }
    if (known.isPresent()) {
      return known.get();
    }
    Optional<LogKey> said = reader.key();
    if (said.isEmpty()) {
      throw new UsageException(log.name() + " doesn't say its key; --key VKEY is needed");
    }
    LogKeys.Shown shown = LogKeys.by(said.get().epoch(), policies);
    return shown
        .key()
        .orElseThrow(() -> new UsageException("the evidence for the log's key: " + shown.words()));
  }
}
