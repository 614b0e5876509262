// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.DeployException;
import dev.strongroom.cli.deploy.DeployFolder;
import java.nio.file.Path;
import java.util.SortedMap;
import picocli.CommandLine.Option;

/// Where a deployment's files are written.
final class DeployFolderOptions {
  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FOLDER",
      description = "Where to write. Nothing that is there is overwritten.")
  private Path folder = Path.of("");

  @Option(
      names = "--renew",
      description = "Write files of an earlier call anew that nobody has changed since.")
  private boolean renew;

  /// Made by the command-line library, which sets the fields.
  DeployFolderOptions() {}

  /// Writes them, and says so.
  int write(Console console, SortedMap<String, String> files) throws UsageException {
    try {
      DeployFolder.write(folder, files, renew);
    } catch (DeployException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    files.keySet().forEach(name -> console.out().println(folder.resolve(name)));
    console.out().println();
    console.out().println("Begin with " + folder.resolve("README.md"));
    return ExitStatus.ACCEPTED;
  }
}
