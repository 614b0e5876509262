// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom keys history`: everything that was done with a key, and that nothing is missing.
@Command(
    name = "history",
    description = {
      "Shows all that was entered about a key, and checks that nothing is missing: every receipt, the",
      "numbers, the chain of digests, and the enclave's own statement of how many there are, which it enters",
      "now. With --check a history that was saved is judged again, without a vault or a network."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom keys history 4f1c…",
      "  strongroom keys history 4f1c… -o 4f1c.history.jsonl",
      "  strongroom keys history --check 4f1c.history.jsonl --policy policy.json",
      "",
      "Exit status: 0 nothing is missing, 1 something is, or a receipt is refused, 2 wrong usage."
    })
final class KeysHistoryCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private VaultOptions options = new VaultOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      converter = KeyId.Converter.class,
      description = "The key's id.")
  private @Nullable KeyId key;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Save it as well; never over another file.")
  private @Nullable Path output;

  @Option(names = "--check", paramLabel = "FILE", description = "Judge a saved history instead.")
  private @Nullable Path check;

  KeysHistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if ((key == null) == (check == null)) {
      throw new UsageException("KEY or --check FILE, one of them");
    }
    if (check != null) {
      KeyHistoryFile saved = KeyHistoryFile.read(check);
      return new HistoryText(console, options.json())
          .tell(saved, options.receipts(console, options.enclave().policy(console)).judge());
    }
    KeyId asked = Objects.requireNonNull(key);
    return options.run(
        console,
        vault -> {
          KeyHistoryFile history = KeyHistoryFile.fetch(vault.vault(), asked);
          if (output != null) {
            NewFile.write(output, history.text());
          }
          return new HistoryText(console, vault.json()).tell(history, vault.receipts().judge());
        });
  }
}
