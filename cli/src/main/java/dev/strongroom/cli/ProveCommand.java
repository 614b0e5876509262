// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.notary.NotaryClient;
import dev.strongroom.client.notary.NotaryRefusedException;
import dev.strongroom.client.notary.ProofRequest;
import dev.strongroom.client.notary.UnusableAnswerException;
import dev.strongroom.ledger.entry.ProofEntry.Attribution;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptException;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom prove`: that these files are there today, in receipts that anybody can check.
@Command(
    name = "prove",
    description = {
      "Has files entered into an enclave's log, and writes a receipt beside each.",
      "",
      "Files are hashed here; nothing but SHA-256 digests, and what you say of them, is sent. Of a"
          + " folder one receipt is made, with which each file in it can be checked alone.",
      "",
      "Each receipt is verified before it is written. It stands alone: strongroom check needs"
          + " neither the notary nor a network."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom prove report.pdf",
      "  strongroom prove photos/ -o photos.receipt.json --name \"A. Name\" --title \"Photos\"",
      "  strongroom prove *.iso --at notary.example:443 --policy policy.json",
      "",
      "Exit status: 0 receipts were written, 1 enclave or receipt was refused, 2 a file can't be"
          + " read, there is no receipt to be had, or wrong usage."
    })
final class ProveCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files and folders.")
  private List<Path> sources = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Where to write the receipt, if there is one source. Default: FILE.receipt.json.")
  private @Nullable Path output;

  @Option(names = "--overwrite", description = "Replace receipts that are there already.")
  private boolean overwrite;

  @Option(names = "--name", paramLabel = "TEXT", description = "Who says to have made it.")
  private @Nullable String name;

  @Option(names = "--title", paramLabel = "TEXT", description = "What it is called.")
  private @Nullable String title;

  @Option(names = "--message", paramLabel = "TEXT", description = "What there is to say of it.")
  private @Nullable String message;

  @Option(
      names = "--metadata",
      paramLabel = "NAME=TEXT",
      description = "Enter this as well (repeatable).")
  private Map<String, String> metadata = Map.of();

  @Mixin private NotaryOptions notary = new NotaryOptions();

  @Option(
      names = "--receipt-policy",
      paramLabel = "FILE",
      description = {
        "What the receipts have to show before they are written (docs/receipt.md). Default: the one",
        "that strongroom up wrote, if its enclave is meant; else evidence that --policy accepts."
      })
  private @Nullable Path receiptPolicy;

  ProveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    ReceiptFiles files = ReceiptFiles.of(sources, Optional.ofNullable(output), overwrite);
    AppraisalPolicy enclave = notary.policy(console);
    ReceiptCheck check =
        ReceiptCheck.of(console, notary, enclave, Optional.ofNullable(receiptPolicy));
    List<Provable> provable = hashed();
    try (AttestedHttpClient http = notary.connect(console, enclave)) {
      List<Receipt> receipts = new ArrayList<>();
      List<Receipt> proved =
          NotaryClient.of(http, notary.server(), new SecureRandom()).prove(request(provable));
      List<ReceiptVerdict> verdicts = new ArrayList<>();
      for (int i = 0; i < proved.size(); i++) {
        Receipt receipt = provable.get(i).complete(proved.get(i));
        verdicts.add(check.verify(receipt, provable.get(i).digest()));
        receipts.add(receipt);
      }
      List<Path> written = files.write(receipts);
      tell(written, verdicts);
      return ExitStatus.ACCEPTED;
    } catch (AttestationRefusedException e) {
      e.verdict().ifPresent(v -> new TextReport(console).verdict(notary.address(), v));
      return refused("nothing was sent: " + e.getMessage());
    } catch (ReceiptException e) {
      return refused("the receipt was refused, none is written: " + e.getMessage());
    } catch (UnusableAnswerException e) {
      return refused("the notary's answer isn't one: " + e.getMessage());
    } catch (NotaryRefusedException e) {
      throw new UsageException("the notary gives no receipt: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(notary.address() + " can't be reached: " + e.getMessage());
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

  private List<Provable> hashed() throws UsageException {
    long total = 0;
    for (Path source : sources) {
      total += Provable.length(source);
    }
    try (HashingProgress progress = new HashingProgress(console, total)) {
      List<Provable> provable = new ArrayList<>();
      for (Path source : sources) {
        provable.add(Provable.of(source, progress::read));
      }
      return provable;
    }
  }

  private ProofRequest request(List<Provable> provable) throws UsageException {
    Attribution said =
        new Attribution(
            Optional.ofNullable(name), Optional.ofNullable(title), Optional.ofNullable(message));
    boolean anything = name != null || title != null || message != null;
    try {
      return new ProofRequest(
          provable.stream().map(Provable::digest).toList(),
          anything ? Optional.of(said) : Optional.empty(),
          new TreeMap<>(metadata),
          Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void tell(List<Path> written, List<ReceiptVerdict> verdicts) {
    for (int i = 0; i < written.size(); i++) {
      ReceiptVerdict verdict = verdicts.get(i);
      console.out().println(written.get(i));
      console
          .out()
          .println("  number " + verdict.index() + " in " + Printable.of(verdict.origin()));
      verdict
          .time()
          .notAfter()
          .ifPresent(
              bound -> console.out().println("  existed at " + Printable.of(bound.toString())));
      if (verdict.simulated()) {
        console.out().println("  SIMULATED: made without any hardware, it protects nothing");
      }
    }
    console.out().flush();
  }
}
