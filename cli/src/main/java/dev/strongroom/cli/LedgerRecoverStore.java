// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.PostgresSettings;
import dev.strongroom.host.store.PostgresStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.store.Versioned;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.recovery.RefusalReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The host's store of an enclave that refuses to start, and what the enclave left in it.
final class LedgerRecoverStore {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "The folder of the host that has the store, as up and run know it.",
        "Default: ~/.local/state/strongroom."
      })
  private @Nullable Path state;

  @Option(
      names = "--postgres",
      paramLabel = "URL",
      description = {
        "The store is in PostgreSQL, such as jdbc:postgresql://HOST/DATABASE; user and password are",
        "taken from PGUSER and PGPASSWORD."
      })
  private @Nullable String postgres;

  /// Made by the command-line library, which sets the fields.
  LedgerRecoverStore() {}

  /// What is done with an open store.
  interface Use<T> {
    /// Does it.
    T with(KeyValueStore store) throws StoreException, UsageException;
  }

  /// Opens the store for a moment.
  ///
  /// @throws UsageException if there is none, or it fails
  <T> T use(Use<T> use) throws UsageException {
    try (KeyValueStore store = open()) {
      return use.with(store);
    } catch (StoreException e) {
      throw new UsageException("the host's store: " + e.getMessage());
    }
  }

  private KeyValueStore open() throws UsageException, StoreException {
    if (postgres != null) {
      String user = System.getenv("PGUSER");
      String password = System.getenv("PGPASSWORD");
      if (user == null || password == null) {
        throw new UsageException("PostgreSQL needs PGUSER and PGPASSWORD");
      }
      return PostgresStore.open(
          PostgresSettings.of(postgres, user, new PostgresSettings.Password(password)));
    }
    Path folder =
        state != null ? state : Path.of(System.getProperty("user.home"), ".local/state/strongroom");
    Path file = folder.resolve("store.sqlite");
    if (!Files.isRegularFile(file)) {
      throw new UsageException(file + ": no store of a host is there");
    }
    return SqliteStore.open(file);
  }

  /// What the enclave left when it refused.
  ///
  /// @throws UsageException if it left nothing, or the log's key didn't sign it
  static RefusalReport report(KeyValueStore store) throws StoreException, UsageException {
    Optional<Bytes> stored = store.get(RefusalReport.STORED).map(Versioned::value);
    if (stored.isEmpty()) {
      throw new UsageException(
          "no enclave refused to go on with this store; if one should have, start it once more:"
              + " it leaves here what it found");
    }
    try {
      return RefusalReport.parse(stored.get());
    } catch (MalformedLedgerException e) {
      throw new UsageException("what the enclave left in the store was changed: " + e.getMessage());
    }
  }
}
