// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.policy.MalformedPolicyException;
import dev.strongroom.policy.Policy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom policy check`: whether a file is a policy for keys.
@Command(
    name = "check",
    description = {
      "Says whether a file is a policy for a vault's keys (docs/policy.md), and if not what is wrong",
      "where. Nothing is sent."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom policy check rules.json",
      "",
      "Exit status: 0 it is one, 1 it isn't, 2 unreadable or wrong usage."
    })
final class PolicyCheckCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The policy.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print JSON (docs/cli.md).")
  private boolean json;

  PolicyCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Policy policy = Policy.parse(BinaryFile.read(file));
      String digest = policy.digest().hex();
      console
          .out()
          .println(
              json
                  ? CanonicalJson.text(Map.of("valid", true, "digest", digest))
                  : file + "  is a policy, SHA-256 " + digest);
      return ExitStatus.ACCEPTED;
    } catch (MalformedPolicyException e) {
      if (json) {
        console
            .out()
            .println(CanonicalJson.text(Map.of("valid", false, "message", e.getMessage())));
      } else {
        console.out().flush();
        console.err().println("strongroom: " + file + ": " + Printable.of(e.getMessage()));
      }
      return ExitStatus.REFUSED;
    }
  }
}
