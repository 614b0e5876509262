// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.log.LogReader;
import dev.strongroom.client.log.TreeComparison;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.witness.WitnessQuorum.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom ledger status`: how far is a log, and who vouches for it?
@Command(
    name = "status",
    description = {
      "Shows a log's size and root, its epoch, and when its witnesses cosigned last.",
      "",
      "With --receipt it also shows whether the log still continues the tree that a receipt is of."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom ledger status localhost:8443",
      "  strongroom ledger status localhost:8443 --receipt report.pdf.receipt.json",
      "",
      "Exit status: 0 all is as it should be, 1 something isn't, 2 it can't be read, or wrong usage."
    })
final class LedgerStatusCommand implements Callable<Integer> {
  private static final Pattern EPOCH = Pattern.compile("(.*)/epoch/(0|[1-9][0-9]{0,17})");

  private final Console console;

  @Mixin private LogOptions log = new LogOptions();

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "Compare the log with the tree of this receipt.")
  private @Nullable Path receipt;

  private boolean good = true;

  LedgerStatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    List<AppraisalPolicy> policies = log.policies(console);
    try (LogOptions.Opened opened = log.open(console, policies)) {
      show(opened.reader(), policies);
      return good ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
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

  private void show(LogReader reader, List<AppraisalPolicy> policies)
      throws IOException, InterruptedException, MalformedLedgerException, UsageException {
    SignedCheckpoint shown = reader.checkpoint();
    line("log", shown.checkpoint().origin());
    line("size", String.valueOf(shown.checkpoint().size()));
    line("root", shown.checkpoint().root().hex());
    Optional<VerifierKey> bound = epoch(reader, shown, policies);
    Optional<VerifierKey> given = log.key();
    Optional<VerifierKey> key = given.isPresent() ? given : bound;
    boolean signed =
        key.isPresent()
            && key.get().name().equals(shown.checkpoint().origin())
            && Signatures.verify(shown.note(), key.get()).isPresent();
    answer(
        "signature",
        signed,
        key.map(k -> (signed ? "by " : "not by ") + k.text())
            .orElse("by a key that nothing binds"));
    witnesses(shown);
    if (receipt != null) {
      compare(reader, shown, receipt);
    }
  }

  private Optional<VerifierKey> epoch(
      LogReader reader, SignedCheckpoint shown, List<AppraisalPolicy> policies)
      throws IOException, InterruptedException, MalformedLedgerException {
    for (NoteSignature line : shown.note().signatures()) {
      Matcher name = EPOCH.matcher(line.name());
      if (name.matches() && name.group(1).equals(shown.checkpoint().origin())) {
        long index = Long.parseLong(name.group(2));
        if (index >= shown.checkpoint().size()) {
          throw new MalformedLedgerException("an epoch beyond the tree");
        }
        EpochEntry epoch = reader.epoch(index, shown.checkpoint().size());
        LogKeys.Shown evidence = LogKeys.by(epoch, policies);
        boolean signed =
            Signatures.verify(shown.note(), epoch.statement().epochVerifierKey()).isPresent();
        answer(
            "epoch",
            signed && (policies.isEmpty() || evidence.key().isPresent()),
            index
                + " since "
                + epoch.entry().time()
                + (signed ? "" : ", whose key didn't sign")
                + ", evidence "
                + evidence.words());
        if (evidence.simulated()) {
          line("", "SIMULATED: made without any hardware, it protects nothing");
        }
        return evidence.key();
      }
    }
    answer("epoch", false, "no epoch's key signed");
    return Optional.empty();
  }

  private void witnesses(SignedCheckpoint shown) throws UsageException {
    Evaluation evaluation = log.witnesses().evaluate(shown.note(), log.latest(console));
    answer("witnesses", evaluation.met(), evaluation.describe());
    for (NoteSignature line : shown.note().signatures()) {
      boolean known =
          line.name().startsWith(shown.checkpoint().origin())
              || evaluation.cosignatures().stream()
                  .anyMatch(cosignature -> line.isFrom(cosignature.witness().key()));
      if (!known) {
        line("", "also signed by " + line.name() + ", whose key isn't known here");
      }
    }
  }

  private void compare(LogReader reader, SignedCheckpoint shown, Path file)
      throws IOException, InterruptedException, MalformedLedgerException, UsageException {
    Receipt of;
    try {
      of = Receipt.parse(Bytes.copyOf(Files.readAllBytes(file)));
    } catch (IOException | MalformedLedgerException e) {
      throw new UsageException(file + ": no receipt: " + e.getMessage());
    }
    Optional<String> contradiction =
        TreeComparison.contradiction(reader, of.checkpoint().checkpoint(), shown.checkpoint());
    answer(
        "receipt",
        contradiction.isEmpty(),
        contradiction.orElse(
            "the log continues its tree of " + of.checkpoint().checkpoint().size() + " leaves"));
  }

  private void answer(String label, boolean right, String words) {
    good &= right;
    String mark = right ? (console.unicode() ? "✓ " : "+ ") : (console.unicode() ? "✗ " : "x ");
    line(label, mark + words);
  }

  private void line(String label, String words) {
    console
        .out()
        .println("  " + label + " ".repeat(Math.max(1, 12 - label.length())) + Printable.of(words));
  }
}
