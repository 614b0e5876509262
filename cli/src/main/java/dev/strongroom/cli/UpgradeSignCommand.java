// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom upgrade sign`: an operator's word.
@Command(
    name = "sign",
    description = {
      "Shows an announcement or an approval and adds an operator's signature to it. Needs no network.",
      "",
      "An announcement is compared with the release: reproduce it (strongroom reproduce) before you",
      "sign. Whoever signs an approval should have looked for objections, and know that the log has",
      "the announcement since the day that it should (strongroom ledger audit). Until its end whoever",
      "has it can use it: one that is longer than sending takes shouldn't be signed, and one that has",
      "expired isn't."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom upgrade sign announcement.json --key ann.key --release app.release.json \\",
      "        --release-key release.pub",
      "  strongroom upgrade sign approval.json --key ann.key",
      "",
      "Exit status: 0 signed, 1 the release is refused, 2 unreadable or wrong usage."
    })
final class UpgradeSignCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "STATEMENT",
      description = "The announcement or approval; the signature is added to it.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The operator's keys, made by strongroom ceremony keygen.")
  private Path key = Path.of("");

  @Option(
      names = "--release",
      paramLabel = "FILE",
      description = "The release that is announced. Needed to sign an announcement.")
  private @Nullable Path release;

  @Option(
      names = "--release-key",
      paramLabel = "FILE",
      description = "Whose release it has to be. Needed to sign an announcement.")
  private @Nullable Path releaseKey;

  UpgradeSignCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    SignedStatement<UpgradeStatement> before = StatementFile.read(UpgradeStatement.FORM, file);
    if (before.statement() instanceof UpgradeAnnouncement announcement) {
      try {
        compare(announcement);
      } catch (ReleaseException e) {
        console.err().println("strongroom: " + Printable.of(e.getMessage()));
        return ExitStatus.REFUSED;
      }
    }
    if (before.statement() instanceof UpgradeApproval approval
        && console.clock().instant().isAfter(approval.until())) {
      throw new UsageException(
          file + ": expired, " + approval.until() + "; write it anew (strongroom upgrade approve)");
    }
    try (OperatorKeyFile keys = OperatorKeyFile.read(key)) {
      SignedStatement<UpgradeStatement> after =
          before.with(
              new OperatorSignature(
                  keys.name(),
                  keys.signing().publicKey(),
                  keys.signing().sign(before.statement().signed().toByteArray())));
      StatementFile.replace(file, after);
      UpgradeText.show(console, after);
    }
    console.out().flush();
    return ExitStatus.ACCEPTED;
  }

  private void compare(UpgradeAnnouncement announcement) throws ReleaseException, UsageException {
    if (release == null || releaseKey == null) {
      throw new UsageException(
          "what is announced? --release FILE and --release-key FILE, to compare it");
    }
    Release compared = UpgradeText.compared(announcement, release, releaseKey);
    StatementFile.line(console, "image", compared.image() + " of " + compared.source());
    if (compared.simulated()) {
      StatementFile.line(console, "SIMULATED", "its evidence is protected by no hardware");
    }
  }
}
