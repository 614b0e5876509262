// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.vault.CallerShare;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What a user adds to a key that the vault can't use without.
final class ShareOptions {
  @ArgGroup private @Nullable Source source;

  /// Made by the command-line library, which sets the fields.
  ShareOptions() {}

  /// Where it is from: one of them.
  static final class Source {
    @Option(
        names = "--share-file",
        paramLabel = "FILE",
        description = "The user's share of the key: 64 hexadecimal digits; - is standard input.")
    private @Nullable Path shareFile;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = {
          "The user's password, of which the share is made; a line end at its end isn't part of it; - is",
          "standard input."
        })
    private @Nullable Path passwordFile;

    @Option(names = "--password", description = "Ask for the user's password at the terminal.")
    private boolean ask;

    /// Made by the command-line library, which sets the fields.
    Source() {}

    private Optional<CallerShare> share(Console console, boolean twice) throws UsageException {
      if (shareFile != null) {
        return Optional.of(UserSecret.share(console, shareFile));
      }
      if (passwordFile != null) {
        return Optional.of(UserSecret.password(console, passwordFile));
      }
      return ask ? Optional.of(UserSecret.typed(twice)) : Optional.empty();
    }
  }

  /// What is done with a request.
  interface Act {
    /// Does it.
    ///
    /// @param body with the user's share, if there is one
    /// @return the exit status
    int with(Map<String, Object> body) throws UsageException;
  }

  /// Adds the share of an existing key to a request, and wipes it afterwards.
  ///
  /// @return the exit status
  int run(Console console, Map<String, ?> body, Act act) throws UsageException {
    return run(console, body, false, act);
  }

  /// The same for a key that is born: a password is typed twice.
  ///
  /// @return the exit status
  int runAtBirth(Console console, Map<String, ?> body, Act act) throws UsageException {
    return run(console, body, true, act);
  }

  private int run(Console console, Map<String, ?> body, boolean twice, Act act)
      throws UsageException {
    Map<String, Object> all = new HashMap<>(body);
    Optional<CallerShare> share = source == null ? Optional.empty() : source.share(console, twice);
    if (share.isEmpty()) {
      return act.with(all);
    }
    try (CallerShare used = share.get()) {
      all.put("share", used);
      return act.with(all);
    }
  }
}
