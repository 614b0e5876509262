// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom keys mac`: has a message authenticated, or a code checked.
@Command(
    name = "mac",
    description = {
      "Has a message authenticated by a key of type hmac (HMAC-SHA-256), or a code checked."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom keys mac 4f1c… message.bin",
      "  strongroom keys mac 4f1c… message.bin --verify 5f3a…",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysMacCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Parameters(index = "1", paramLabel = "FILE", description = "The message; at most 500 KiB.")
  private Path file = Path.of("");

  @Option(names = "--verify", paramLabel = "HEX", description = "Check this code instead.")
  private @Nullable String verify;

  @Mixin private ShareOptions share = new ShareOptions();

  KeysMacCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("message", BinaryFile.readForRequest(file).hex());
    if (verify != null) {
      asked.put("mac", Payloads.hex("--verify", verify));
      return share.run(
          console,
          asked,
          body ->
              options.run(
                  console,
                  vault ->
                      ValidText.tell(
                          vault, vault.vault().post(options.key().path("/mac/verify"), body))));
    }
    return share.run(
        console,
        asked,
        body ->
            options.run(
                console,
                vault ->
                    vault.tell(
                        options.key().text(),
                        vault.vault().post(options.key().path("/mac"), body),
                        (session, answer) -> session.line("mac", answer.member("mac").text()))));
  }
}
