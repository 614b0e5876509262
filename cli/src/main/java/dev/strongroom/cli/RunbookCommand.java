// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.Runbook;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom runbook`: what a named error means and what to do.
@Command(
    name = "runbook",
    description = {
      "Says what a named error means, what it comes from, and what to do (docs/runbook), without a",
      "network. A code that several areas have is explained for each."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom runbook rolled-back",
      "  strongroom runbook kms-denied",
      "  strongroom runbook --area storage disk-full",
      "",
      "Exit status: 0 found, 1 there is no such code, 2 wrong usage."
    })
final class RunbookCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "CODE", description = "As a log or an answer has it.")
  private String code = "";

  @Option(
      names = "--area",
      paramLabel = "AREA",
      description = "Only what it means there, such as storage or notary.")
  private String area = "";

  RunbookCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Runbook.Section> found =
        Runbook.sections(code).stream()
            .filter(section -> area.isEmpty() || section.area().equals(area))
            .toList();
    if (found.isEmpty()) {
      console.err().println("strongroom: no page for " + Printable.of(code));
      List<String> like = Runbook.like(code);
      if (!like.isEmpty()) {
        console.err().println("Did you mean " + String.join(", ", like) + "?");
      }
      return ExitStatus.REFUSED;
    }
    PrintWriter out = console.out();
    for (Runbook.Section section : found) {
      if (!section.equals(found.getFirst())) {
        out.println();
      }
      out.println(section.code() + " (" + section.title() + ")");
      section.lines().forEach(line -> out.println("  " + line));
    }
    return ExitStatus.ACCEPTED;
  }
}
