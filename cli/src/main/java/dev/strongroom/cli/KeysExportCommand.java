// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private KeyOptions options = new KeyOptions();

  @Mixin private ShareOptions share = new ShareOptions();

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
    return share.run(
        console,
        Map.of("recipient", to),
        body ->
            options.run(
                console,
                vault -> vault.written(options.key(), "/export", body, "envelope", output)));
  }
}
