// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.compare.Comparison;
import dev.strongroom.image.compare.MalformedImageException;
import dev.strongroom.image.compare.Register;
import dev.strongroom.image.compare.Side;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom diff`: why do two images differ?
@Command(
    name = "diff",
    description = {
      "Says why two enclave images differ: which section, which file, which bytes, which PCRs.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom diff mine.eif theirs.eif",
      "  strongroom diff --json mine.eif theirs.eif | jq '.differences[].words'",
      "",
      "Exit status: 0 the same bytes, 1 they differ, 2 one is no image or wrong usage."
    })
final class DiffCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "A.eif", description = "An image.")
  private Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "B.eif", description = "Another.")
  private Path second = Path.of("");

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  DiffCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Comparison comparison = Comparison.of(first, second);
      if (json) {
        new DiffJson(console.out()).write(first, second, comparison);
      } else {
        text(comparison);
      }
      return comparison.same() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
    } catch (MalformedImageException e) {
      throw new UsageException(
          "%s: %s (%s, at byte %d)"
              .formatted(
                  e.side() == Side.FIRST ? first : second,
                  e.problem().getMessage(),
                  e.problem().reason().code(),
                  e.problem().offset()));
    } catch (IOException e) {
      throw new UsageException("can't be compared: " + e);
    }
  }

  private void text(Comparison comparison) {
    PrintWriter out = console.out();
    if (comparison.same()) {
      out.println("The images have the same bytes.");
      return;
    }
    out.println(
        comparison.changed().isEmpty()
            ? "The images measure the same, but the files differ."
            : "The images differ.");
    for (Register register : Register.values()) {
      if (comparison.changed().contains(register)) {
        out.println("  " + register + "  " + value(register, comparison, Side.FIRST));
        out.println("    to  " + value(register, comparison, Side.SECOND));
      } else if (register.in(comparison.first()).isPresent()) {
        out.println("  " + register + "  is the same");
      }
    }
    out.println();
    // Names and texts come out of the images, whoever made them.
    comparison.sentences().forEach(sentence -> out.println(Printable.of(sentence)));
  }

  private static String value(Register register, Comparison comparison, Side side) {
    return register
        .in(side == Side.FIRST ? comparison.first() : comparison.second())
        .map(bytes -> bytes.hex())
        .orElse("none: not signed");
  }
}
