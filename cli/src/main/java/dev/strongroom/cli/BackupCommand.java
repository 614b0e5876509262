// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `strongroom backup`: a copy of what a host keeps.
@Command(
    name = "backup",
    description = {
      "Copies a host's store (SQLite), as it is at one moment, while the host goes on, and reads the",
      "copy through (docs/backup.md). All values in it are sealed; it is worth nothing to others.",
      "",
      "An old copy can't be gone on from where there is a ledger: witnesses remember. Of a store in",
      "PostgreSQL use pg_dump, or better a replica."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom backup --state /var/lib/strongroom -o /backup/store.sqlite",
      "  to restore: put it back as store.sqlite into the folder of a host that doesn't run",
      "",
      "Exit status: 0 copied, 2 it can't be, or wrong usage."
    })
final class BackupCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "The folder of the host that has the store, as up and run know it.",
        "Default: ~/.local/state/strongroom."
      })
  private @Nullable Path state;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write it. Nothing is overwritten.")
  private Path copy = Path.of("");

  BackupCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Path store = (state == null ? StateFolder.ordinary() : state).resolve("store.sqlite");
    if (!Files.isRegularFile(store)) {
      throw new UsageException(store + ": no store of a host is there");
    }
    long entries;
    try {
      entries = SqliteStore.copy(store, copy);
    } catch (StoreException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    console.out().println(entries + " entries");
    console.out().println("sha256  " + FileDigest.of(copy, _ -> {}).sha256().hex());
    return ExitStatus.ACCEPTED;
  }
}
