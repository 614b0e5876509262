// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.channel.custody.RecoveryRefusedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom wallet restore-drill`: whether a recovery kit opens, before it has to.
@Command(
    name = "restore-drill",
    description = {
      "Opens a recovery kit with these shares, and says which key is in it. Nothing is sent or written, and",
      "the secret isn't shown."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom wallet restore-drill wallet.kit.json --share ann.key.json --share ben.key.json",
      "",
      "Exit status: 0 it opens, 1 it doesn't, 2 unreadable or wrong usage."
    })
final class WalletRestoreDrillCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "KIT", description = "The recovery kit.")
  private Path kit = Path.of("");

  @Option(
      names = "--share",
      paramLabel = "FILE",
      required = true,
      description = {
        "A printed share, or the key file of a guardian whose share is in the kit (repeatable; see",
        "ceremony keygen)."
      })
  private List<Path> shares = List.of();

  WalletRestoreDrillCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try (OpenedKit opened = OpenedKit.open(kit, shares)) {
      console.out().println("the kit opens");
      console.out().println("  key        " + Printable.of(opened.kit().header().label().keyId()));
      console.out().println("  kind       " + opened.secret().kind().code());
      opened
          .secret()
          .publicKeys()
          .forEach((name, value) -> console.out().println("  " + name + "  " + value.hex()));
      console
          .out()
          .println(
              "  threshold  "
                  + opened.kit().header().threshold()
                  + " of "
                  + opened.kit().header().guardians().size());
      return ExitStatus.ACCEPTED;
    } catch (RecoveryRefusedException e) {
      console.out().flush();
      console
          .err()
          .println(
              "strongroom: the kit doesn't open: " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    }
  }
}
