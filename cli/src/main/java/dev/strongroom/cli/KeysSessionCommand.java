// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom keys session`: lets another key use a key for a while.
@Command(
    name = "session",
    description = {
      "Lets another key use this key for a while and within a scope, or ends that.",
      "",
      "The scope is a policy, or simple bounds: {\"forms\":[…],\"chains\":[…],\"to\":[…],\"amount\":…,\"uses\":…}.",
      "It narrows the key's own policy, and never widens it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom keys session 4f1c… --for ed25519:d75a… --scope scope.json --expires 2026-12-01T00:00:00Z",
      "  strongroom keys session 4f1c… --revoke ed25519:d75a…",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysSessionCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Option(names = "--for", paramLabel = "PUBLIC-KEY", description = "The session's key: CURVE:HEX.")
  private @Nullable String publicKey;

  @Option(names = "--scope", paramLabel = "FILE", description = "What the session may do, as JSON.")
  private @Nullable Path scope;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "When it ends, such as 2026-12-01T00:00:00Z.")
  private @Nullable String expires;

  @Option(names = "--revoke", paramLabel = "PUBLIC-KEY", description = "End this session instead.")
  private @Nullable String revoke;

  KeysSessionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (revoke != null) {
      String target = options.key().path("/sessions/" + publicKey(revoke));
      return options.run(
          console,
          vault ->
              vault.tell(
                  options.key().text(),
                  vault.vault().delete(target),
                  (session, _) -> session.line("revoked", revoked())));
    }
    if (publicKey == null || scope == null || expires == null) {
      throw new UsageException("--for, --scope and --expires are needed, or --revoke");
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("publicKey", publicKey(publicKey));
    body.put("scope", TextFile.json(scope).value());
    body.put("expires", instant(expires));
    return options.run(
        console,
        vault ->
            vault.tell(
                options.key().text(),
                vault.vault().post(options.key().path("/sessions"), body),
                (session, answer) -> {
                  session.line("session", answer.member("session").member("publicKey").text());
                  session.line("until", answer.member("session").member("expires").text());
                }));
  }

  private String revoked() {
    return revoke == null ? "" : revoke;
  }

  private static String publicKey(String text) throws UsageException {
    if (!text.matches("[a-z0-9]{1,16}:[0-9a-f]{1,200}")) {
      throw new UsageException("'" + text + "' isn't a public key such as ed25519:d75a…");
    }
    return text;
  }

  private static String instant(String text) throws UsageException {
    try {
      return OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException e) {
      throw new UsageException("'" + text + "' isn't a time such as 2026-12-01T00:00:00Z");
    }
  }
}
