// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.console.PageCopy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `strongroom console`: the page of a live enclave, as a file.
@Command(
    name = "console",
    description = {
      "Writes the page of a live enclave as one file that needs no server (docs/console.md).",
      "",
      "Opened from your disk, it asks an enclave for evidence and verifies it in your browser. What"
          + " an enclave serves itself might be anything; this copy is this program's."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom console -o enclave.html",
      "  strongroom console -o enclave.html --enclave https://enclave.example",
      "",
      "Exit status: 0 written, 2 it can't be, or wrong usage."
    })
final class ConsoleCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write it. Nothing is overwritten.")
  private Path file = Path.of("");

  @Option(
      names = "--enclave",
      paramLabel = "URL",
      description = "The enclave that it asks when it is opened. Default: its reader says.")
  private String enclave = "";

  ConsoleCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    String page;
    try {
      page = PageCopy.html(enclave);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--enclave: " + e.getMessage());
    }
    NewFile.write(file, page);
    console.out().println("sha256  " + FileDigest.of(file, _ -> {}).sha256().hex());
    return ExitStatus.ACCEPTED;
  }
}
