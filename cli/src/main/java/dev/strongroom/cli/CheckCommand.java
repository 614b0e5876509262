// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.consistency.Consistency;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.receipt.CoseView;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom check`: are these receipts good, and about these files?
@Command(
    name = "check",
    description = {
      "Checks receipts offline: what was entered, in which log, by which program, seen by whom, when.",
      "",
      "Arguments are receipts and the files that they have to be about; the content tells which is",
      "which. Each file needs a receipt, and each receipt a file, if there are any. Receipts of one",
      "log are compared: a log that shows two histories is found out. Also judges proofs of forks",
      "(*.fork.json) and, claim by claim, proofs of BitGraph, OCC and Provenclave.",
      "",
      "The receipt of a model's answer is compared with request and response, which are beside it",
      "if strongroom ai --receipts-with-content kept them. A folder stands for all receipts in it.",
      "",
      "The policy (docs/receipt.md, section 8) says which logs, programs and witnesses are right.",
      "Without one, only evidence of a genuine enclave under AWS's root is asked for."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom check contract.pdf.receipt.json contract.pdf --policy receipts.json",
      "  strongroom check folder.receipt.json folder/one.txt --policy receipts.json --json",
      "  strongroom check --digest 5f3a… a.receipt.json",
      "  strongroom check answers --policy receipts.json",
      "  strongroom check answers/1763805600000-5f3a1c2b3d4e5f60.receipt.json --policy receipts.json",
      "  strongroom check mine.receipt.json yours.receipt.json --fork-proof caught.fork.json",
      "",
      "Exit status: 0 all accepted, 1 one refused, a file without receipt or a fork, 2 unusable input",
      "or wrong usage."
    })
final class CheckCommand implements Callable<Integer> {
  private static final int MOST_RECEIPTS = 100;
  private static final String NONE = "no policy was given";

  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "RECEIPT|FILE|FOLDER",
      description = {
        "Receipts, and files that they are about; - is a receipt on standard input. A folder is",
        "judged with all receipts in it."
      })
  private List<String> names = List.of();

  @Mixin private final EndorsementOptions endorsements = new EndorsementOptions();

  @Option(names = "--policy", paramLabel = "FILE", description = "The policy for receipts.")
  private @Nullable Path policyFile;

  @Option(
      names = "--digest",
      paramLabel = "HEX",
      description = "In place of a file: its SHA-256 (repeatable).")
  private List<String> digests = List.of();

  @Mixin private final AnswerOptions answerOptions = new AnswerOptions();

  @Option(names = "--wide", description = "Also show the checks of the evidence, and each witness.")
  private boolean wide;

  @Option(names = "--json", description = "Print JSON (docs/cli.md).")
  private boolean json;

  @Option(
      names = "--fork-proof",
      paramLabel = "FILE",
      description = "Where to write the proof of a fork, if one is found.")
  private @Nullable Path forkProof;

  @Option(
      names = "--cose",
      paramLabel = "FILE",
      description = {
        "Where to write the receipt's inclusion as an RFC 9942 COSE receipt, if it is accepted. The",
        "statement that it is about is the leaf."
      })
  private @Nullable Path coseFile;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Path file = policyFile;
    ReceiptPolicy policy = file == null ? genuine() : PolicyReader.readReceipt(file);
    AnswerFiles.Named named = answerOptions.named();
    boolean folder = names.stream().anyMatch(CheckCommand::isFolder);
    List<CheckSource> sources =
        names.stream()
            .flatMap(name ->
                isFolder(name)
                    ? AnswerFolder.read(name).stream()
                    : Stream.of(CheckSource.read(name, console.in())))
            .toList();
    if (named.any() && receipts(sources) != 1) {
      throw new UsageException(
          "--request, --response, --salt and --hop go with one receipt, which is an answer's");
    }
    Map<String, Bytes> files = files(sources);
    if (sources.stream().allMatch(CheckSource.OfFile.class::isInstance)) {
      throw new UsageException("none of these is a receipt");
    }
    int most = folder ? AnswerFolder.MOST : MOST_RECEIPTS;
    if (sources.size() - files.size() > most) {
      throw new UsageException("more than " + most + " receipts at once");
    }
    CheckFindings findings =
        new ReceiptChecker(policy, endorsements.read(), console.clock().instant(), files, named)
            .check(sources, file != null, folder);
    if (json) {
      console.out().print(ReceiptJson.text(findings));
    } else {
      new ReceiptText(console, wide).write(findings);
    }
    keepFork(findings);
    if (findings.exitStatus() == ExitStatus.ACCEPTED) {
      writeCose(sources);
    }
    return findings.exitStatus();
  }

  private static boolean isFolder(String name) {
    try {
      return Files.isDirectory(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static long receipts(List<CheckSource> sources) {
    return sources.stream().filter(CheckSource.OfReceipt.class::isInstance).count();
  }

  private Map<String, Bytes> files(List<CheckSource> sources) throws UsageException {
    Map<String, Bytes> files = new LinkedHashMap<>();
    for (CheckSource source : sources) {
      if (source instanceof CheckSource.OfFile(String name, Bytes digest)) {
        files.put(name, digest);
      }
    }
    for (String digest : digests) {
      files.put("SHA-256 " + digest, Hex.exactly("--digest", digest, 32));
    }
    return files;
  }

  private void keepFork(CheckFindings findings) throws UsageException {
    Path file = forkProof;
    Optional<Consistency.Fork> fork =
        findings.comparisons().stream()
            .map(CheckFindings.Compared::result)
            .filter(Consistency.Fork.class::isInstance)
            .map(Consistency.Fork.class::cast)
            .findFirst();
    if (file == null || fork.isEmpty()) {
      return;
    }
    try {
      Files.writeString(file, fork.get().proof().json());
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }

  private void writeCose(List<CheckSource> sources) throws UsageException {
    Path file = coseFile;
    if (file == null) {
      return;
    }
    List<Receipt> receipts =
        sources.stream()
            .filter(CheckSource.OfReceipt.class::isInstance)
            .map(source -> ((CheckSource.OfReceipt) source).receipt())
            .toList();
    if (receipts.size() != 1) {
      throw new UsageException("--cose takes one receipt");
    }
    try {
      CoseReceipt cose =
          CoseView.of(receipts.getFirst())
              .orElseThrow(() -> new UsageException("the receipt has no signature for COSE"));
      Files.write(file, cose.encoded().toByteArray());
    } catch (MalformedLedgerException e) {
      throw new UsageException("--cose: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }

  /// Any enclave under AWS's root, and nothing else.
  private static ReceiptPolicy genuine() {
    return ReceiptPolicy.builder()
        .ignoreLogs(NONE)
        .requireEnclave(
            NitroPolicy.builder()
                .ignoreImage(NONE)
                .ignoreSigner(NONE)
                .ignoreRole(NONE)
                .ignoreInstance(NONE)
                .ignoreNonce(NONE)
                .ignorePublicKey("compared by the receipt's own checks")
                .ignoreUserData("compared by the receipt's own checks")
                .ignoreAge("judged at its own time")
                .build())
        .ignoreWitnesses(NONE)
        .ignoreTimestamps(NONE)
        .ignoreTime(NONE)
        .build();
  }
}
