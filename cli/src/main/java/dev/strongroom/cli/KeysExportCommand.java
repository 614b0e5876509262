// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.vault.json.VaultAnswer;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom keys export`: hands a key to its owner, encrypted.
@Command(
    name = "export",
    description = {
      "Has a key that may be exported encrypted to a recipient. The envelope opens with the recipient's",
      "private key only; who holds that holds the key."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys export 4f1c… --recipient 8520… -o key.envelope.json",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysExportCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private VaultOptions options = new VaultOptions();

  @Parameters(paramLabel = "KEY", converter = KeyId.Converter.class, description = "The key's id.")
  private KeyId key = new KeyId("");

  @Option(
      names = "--recipient",
      paramLabel = "HEX",
      required = true,
      description = "A public key of X25519, 32 bytes.")
  private String recipient = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where the envelope goes; never over another file.")
  private Path output = Path.of("");

  KeysExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    String to = Hex.exactly("--recipient", recipient, 32).hex();
    return options.run(
        console,
        vault -> {
          VaultAnswer answer = vault.vault().post(key.path("/export"), Map.of("recipient", to));
          if (!answer.pending()) {
            NewFile.write(output, CanonicalJson.text(answer.member("envelope").value()) + "\n");
          }
          return vault.tell(
              key.text(), answer, (session, _) -> session.line("written", output.toString()));
        });
  }
}
