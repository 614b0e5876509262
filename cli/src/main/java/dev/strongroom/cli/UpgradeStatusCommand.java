// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom upgrade status`: what is announced, and how far it has come.
@Command(
    name = "status",
    description = {
      "Shows what the enclave says of upgrades: who decides, what was announced last, until when the",
      "notice lasts. The log's open entries prove it: strongroom ledger audit."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom upgrade status",
      "  strongroom upgrade status --at vault.example.com:443 --policy policy.json --json",
      "",
      "Exit status: 0 shown, 1 the enclave is refused, 2 out of reach, or wrong usage."
    })
final class UpgradeStatusCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Option(names = "--json", description = "Print what the enclave says, as it says it.")
  private boolean json;

  UpgradeStatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return EnclaveSession.run(console, enclave, this::status);
  }

  private int status(EnclaveSession session)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    String text = session.get(EnclaveSession.UPGRADE);
    JsonNode state = session.view(text);
    try {
      if (json) {
        console.out().println(Printable.of(text.strip()));
      } else {
        show(console, state);
      }
      console.out().flush();
      return ExitStatus.ACCEPTED;
    } catch (MalformedJsonException e) {
      throw new RefusedByEnclaveException("the answer isn't one: " + e.getMessage());
    }
  }

  /// What an enclave says of upgrades.
  static void show(Console console, JsonNode state) throws MalformedJsonException {
    StatementFile.line(console, "state", state.member("state").text());
    StatementFile.line(console, "log", state.member("log").text());
    Optional<JsonNode> operators = state.optional("operators");
    if (operators.isPresent()) {
      List<String> names = new ArrayList<>();
      for (JsonNode name : operators.get().items()) {
        names.add(name.text());
      }
      StatementFile.line(
          console,
          "decided by",
          state.member("threshold").integer(1, names.size()) + " of " + String.join(", ", names));
      StatementFile.line(console, "least notice", state.member("leastNotice").text());
      StatementFile.line(console, "window", state.member("window").text());
    }
    Optional<JsonNode> announcement = state.optional("announcement");
    if (announcement.isPresent()) {
      StatementFile.line(console, "release", announcement.get().member("release").text());
      StatementFile.line(console, "PCR0", announcement.get().member("image").member("pcr0").text());
      StatementFile.line(console, "reason", announcement.get().member("reason").text());
      entry(console, state, "announced", "seenBy");
      StatementFile.line(console, "notice over", state.member("noticeOver").text());
    }
    if (state.optional("approved").isPresent()) {
      entry(console, state, "approved", "approvalSeenBy");
      StatementFile.line(console, "window over", state.member("windowOver").text());
    }
  }

  private static void entry(Console console, JsonNode state, String index, String time)
      throws MalformedJsonException {
    StatementFile.line(
        console,
        index,
        "entry "
            + state.member(index).integer(0, Integer.MAX_VALUE)
            + ", witnesses saw it by "
            + state.member(time).text());
  }
}
