// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which person logs in, and for how long.
final class PersonOptions {
  @Option(
      names = "--oidc-token",
      paramLabel = "FILE",
      description = "The ID token of a provider that the vault knows.")
  private @Nullable Path token;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "When the session ends, such as 2026-12-01T00:00:00Z. Default: the vault's.")
  private @Nullable String expires;

  @Option(names = "--wallet", paramLabel = "LABEL", description = "Which wallet. Default: default.")
  private @Nullable String label;

  /// Made by the command-line library, which sets the fields.
  PersonOptions() {}

  /// Whether somebody logs in.
  boolean logsIn() {
    return token != null;
  }

  /// As the vault's interface has it.
  Map<String, Object> body() throws UsageException {
    Map<String, Object> body = new LinkedHashMap<>();
    if (token == null) {
      throw new UsageException("--oidc-token FILE is needed");
    }
    body.put("login", Map.of("kind", "oidc", "token", TextFile.read(token).strip()));
    if (label != null) {
      body.put("label", label);
    }
    if (expires != null) {
      body.put("session", Map.of("expires", instant(expires)));
    }
    return body;
  }

  private static String instant(String text) throws UsageException {
    try {
      return OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException e) {
      throw new UsageException("'" + text + "' isn't a time such as 2026-12-01T00:00:00Z");
    }
  }
}
