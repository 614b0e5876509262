// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Members;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom upgrade approve`: what operators are to sign when the notice is over.
@Command(
    name = "approve",
    description = {
      "Writes the approval of what was announced last, for operators to sign. Nothing is entered yet.",
      "",
      "Its signatures expire: the approval has to be in the log, cosigned, by then. Until then whoever",
      "has the host can use it, also if operators announce something else meanwhile."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom upgrade approve -o approval.json",
      "",
      "Exit status: 0 written, 1 nothing is announced, or refused, 2 out of reach or wrong usage."
    })
final class UpgradeApproveCommand implements Callable<Integer> {
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(30);

  private final Console console;

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The approval; never over another file.")
  private Path output = Path.of("");

  @Option(
      names = "--valid",
      paramLabel = "DURATION",
      defaultValue = "PT24H",
      description = {
        "How long its signatures hold, from now or from the end of the notice, whichever is later:",
        "ISO 8601, up to P30D. Default: ${DEFAULT-VALUE}."
      })
  private Duration valid = Duration.ZERO;

  UpgradeApproveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (valid.compareTo(LEAST) < 0 || valid.compareTo(MOST) > 0) {
      throw new UsageException("--valid " + valid + ": PT1M to P30D");
    }
    return EnclaveSession.run(console, enclave, this::write);
  }

  private int write(EnclaveSession session)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    JsonNode state = session.view(session.get(EnclaveSession.UPGRADE));
    try {
      if (state.optional("announcement").isEmpty()) {
        throw new RefusedByEnclaveException("nothing is announced");
      }
      UpgradeStatement announced = UpgradeStatement.read(state.member("announcement"));
      SignedStatement<UpgradeStatement> request =
          new SignedStatement<>(
              new UpgradeApproval(
                  VerifierKey.parse(state.member("log").text()),
                  announced.digest(),
                  Members.number(state.member("announced")),
                  until(Members.time(state.member("noticeOver")))),
              List.of());
      StatementFile.create(output, request);
      UpgradeText.show(console, new SignedStatement<>(announced, List.of()));
      StatementFile.line(console, "notice over", state.member("noticeOver").text());
      console.out().println();
      UpgradeText.show(console, request);
      StatementFile.line(console, "written to", output.toString());
      console.out().flush();
      return ExitStatus.ACCEPTED;
    } catch (MalformedJsonException
        | MalformedLedgerException
        | IllegalArgumentException
        | DateTimeException e) {
      throw new RefusedByEnclaveException("the answer isn't one: " + e.getMessage());
    }
  }

  private Instant until(Instant noticeOver) {
    Instant now = console.clock().instant();
    return (now.isAfter(noticeOver) ? now : noticeOver).plus(valid).truncatedTo(ChronoUnit.SECONDS);
  }
}
