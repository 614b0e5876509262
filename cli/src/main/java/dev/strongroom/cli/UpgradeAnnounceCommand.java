// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom upgrade announce`: what operators are to sign first.
@Command(
    name = "announce",
    description = {
      "Verifies a release and writes the announcement that operators are to sign. Nothing is entered",
      "yet; the enclave is asked only for its log's key."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom upgrade announce app.release.json --release-key release.pub --notice P7D \\",
      "        --reason \"fixes the parser\" -o announcement.json",
      "",
      "Exit status: 0 written, 1 refused, 2 unreadable, out of reach or wrong usage."
    })
final class UpgradeAnnounceCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Parameters(paramLabel = "RELEASE", description = "The release (docs/release.md).")
  private Path release = Path.of("");

  @Option(
      names = "--release-key",
      paramLabel = "FILE",
      required = true,
      description = "Whose release it has to be: a public key in PEM, or a certificate.")
  private Path key = Path.of("");

  @Option(
      names = "--notice",
      paramLabel = "DURATION",
      required = true,
      description = "How long everybody has to look: ISO 8601, such as P7D.")
  private Duration notice = Duration.ZERO;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, in a line that everybody will read in the log.")
  private String reason = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The announcement; never over another file.")
  private Path output = Path.of("");

  UpgradeAnnounceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Release verified = ReleaseFile.verified(release, key);
      Bytes digest = UpgradeText.digest(release);
      return EnclaveSession.run(console, enclave, session -> write(session, verified, digest));
    } catch (ReleaseException e) {
      console.err().println("strongroom: " + Printable.of(e.getMessage()));
      return ExitStatus.REFUSED;
    }
  }

  private int write(EnclaveSession session, Release verified, Bytes digest)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    SignedStatement<UpgradeStatement> request;
    try {
      VerifierKey log =
          VerifierKey.parse(session.view(session.get(EnclaveSession.UPGRADE)).member("log").text());
      request =
          new SignedStatement<>(
              new UpgradeAnnouncement(log, digest, UpgradeText.image(verified), notice, reason),
              List.of());
    } catch (MalformedJsonException | MalformedLedgerException e) {
      throw new RefusedByEnclaveException("the answer isn't one: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new UsageException("the announcement: " + e.getMessage());
    }
    StatementFile.create(output, request);
    UpgradeText.show(console, request);
    StatementFile.line(console, "written to", output.toString());
    console.out().flush();
    return ExitStatus.ACCEPTED;
  }
}
