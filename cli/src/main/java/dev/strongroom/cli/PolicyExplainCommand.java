// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.vault.Finding;
import dev.strongroom.policy.Decision;
import dev.strongroom.policy.Inquiry;
import dev.strongroom.policy.MalformedPolicyException;
import dev.strongroom.policy.Policy;
import dev.strongroom.policy.Usage;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `strongroom policy explain`: what a policy says to a request.
@Command(
    name = "explain",
    description = {
      "Says what a policy for keys would decide about a request, and what each rule says to it. Nothing",
      "is sent, and no limit is used up yet. The request is a JSON file: what the vault is sent for signing,",
      "with publicKey (CURVE:HEX) of the key, and where it matters caller, act, session, path, time,",
      "approvals."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom policy explain rules.json request.json",
      "",
      "Exit status: 0 allowed, 1 refused, 2 unreadable or wrong usage, 3 approvals are needed."
    })
final class PolicyExplainCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "FILE", description = "The policy.")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "REQUEST", description = "The request.")
  private Path request = Path.of("");

  PolicyExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Policy policy = Policy.parse(BinaryFile.read(file));
      Inquiry inquiry = RequestFile.read(request, console.clock().instant());
      return tell(policy.decide(inquiry, Usage.NONE), inquiry);
    } catch (MalformedPolicyException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  private int tell(Decision decision, Inquiry inquiry) {
    Style style = Style.of(console);
    int status =
        switch (decision) {
          case Decision.Allowed allowed -> {
            console
                .out()
                .println(style.green("ALLOWED") + "  by rule " + Printable.of(allowed.rule()));
            yield ExitStatus.ACCEPTED;
          }
          case Decision.ApprovalNeeded needed -> {
            console
                .out()
                .println(
                    "APPROVALS NEEDED  "
                        + needed.needed()
                        + " of "
                        + needed.approvers().size()
                        + ", by rule "
                        + Printable.of(needed.rule()));
            yield ExitStatus.PENDING;
          }
          case Decision.Refused refused -> {
            console
                .out()
                .println(
                    style.red("REFUSED")
                        + "  "
                        + Printable.of(refused.code() + ": " + refused.message()));
            yield ExitStatus.REFUSED;
          }
        };
    FindingText.write(
        console.out(),
        style,
        decision.findings().stream()
            .map(one -> new Finding(one.rule(), one.applied(), one.why()))
            .toList());
    if (!inquiry.facts().unsure().isEmpty()) {
      console
          .out()
          .println("not sure: " + Printable.of(String.join(", ", inquiry.facts().unsure())));
    }
    console.out().println("what the policy sees");
    new TreeMap<>(inquiry.facts().members())
        .forEach((name, value) ->
            console
                .out()
                .println(
                    "  " + VaultSession.padded(name, 20) + Printable.of(String.valueOf(value))));
    return status;
  }
}
