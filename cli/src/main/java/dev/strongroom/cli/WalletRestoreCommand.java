// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.KeyEnvelope;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom wallet restore`: takes a key out of a recovery kit, for another vault.
@Command(
    name = "restore",
    description = {
      "Opens a recovery kit, and encrypts its key to another vault: to the one-time key that the vault",
      "gives out for an import. The secret is in this machine's memory for a moment, and nowhere else."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom wallet restore wallet.kit.json --share ann.key.json --share ben.key.json \\",
      "        --recipient 8520… -o wallet.envelope.json",
      "",
      "Exit status: 0 written, 1 the kit doesn't open, 2 unreadable or wrong usage."
    })
final class WalletRestoreCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KitOptions kit = new KitOptions();

  @Option(
      names = "--recipient",
      paramLabel = "HEX",
      required = true,
      description = "The vault's key of X25519 for this import, 32 bytes.")
  private String recipient = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where the envelope goes; never over another file.")
  private Path output = Path.of("");

  WalletRestoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Bytes to = Hex.exactly("--recipient", recipient, 32);
    return kit.run(
        console,
        opened -> {
          NewFile.write(output, envelope(opened, to).json() + "\n");
          console
              .out()
              .println(output + "  opens in the vault that --recipient is of, and nowhere else");
          return ExitStatus.ACCEPTED;
        });
  }

  private static KeyEnvelope envelope(OpenedKit opened, Bytes to) throws UsageException {
    try {
      return KeyEnvelope.seal(
          KeyEnvelope.Purpose.IMPORT,
          opened.kit().header().label().keyId(),
          opened.secret(),
          to,
          new SecureRandom());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--recipient: nothing can be encrypted to it");
    }
  }
}
