// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import java.time.Duration;

/// Where a PostgreSQL database is.
///
/// Everything that travels there is sealed already; still, between machines say
/// `sslmode=verify-full` in the address: who can write to the database can withhold all of it.
///
/// @param url such as `jdbc:postgresql://db.example/strongroom?sslmode=verify-full`; no proxy that
///   hands each transaction to another session
/// @param user a role that may create two tables, or use them once they are there
/// @param password the role's
/// @param connections the most to open, at least 2: one writes, the others read
/// @param patience how long to wait for a connection, a lock, or any single answer
public record PostgresSettings(
    String url, String user, Password password, int connections, Duration patience) {

  /// Refuses what can't work.
  public PostgresSettings {
    if (connections < 2) {
      throw new IllegalArgumentException("one connection writes, another reads");
    }
    if (patience.toMillis() < 1000) {
      throw new IllegalArgumentException("patience of less than a second");
    }
  }

  /// Settings with eight connections and five seconds' patience.
  public static PostgresSettings of(String url, String user, Password password) {
    return new PostgresSettings(url, user, password, 8, Duration.ofSeconds(5));
  }

  /// A password that logs don't show.
  ///
  /// @param value the password
  public record Password(String value) {
    @Override
    public String toString() {
      return "(hidden)";
    }
  }
}
