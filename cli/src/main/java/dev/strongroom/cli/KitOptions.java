// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.channel.custody.RecoveryRefusedException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which recovery kit, and the shares that are to open it.
final class KitOptions {
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

  /// Made by the command-line library, which sets the fields.
  KitOptions() {}

  /// What is done with an opened kit.
  interface Act {
    /// Does it.
    ///
    /// @return the exit status
    int with(OpenedKit kit) throws UsageException;
  }

  /// Opens the kit, and wipes what was in it afterwards.
  ///
  /// @return the exit status
  int run(Console console, Act act) throws UsageException {
    try (OpenedKit opened = OpenedKit.open(kit, shares)) {
      return act.with(opened);
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
