// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.RecoveryRefusedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Parameters(paramLabel = "KIT", description = "The recovery kit.")
  private Path kit = Path.of("");

  @Option(
      names = "--share",
      paramLabel = "FILE",
      required = true,
      description = {
        "A printed share, or the key file of a guardian whose share is in the kit (repeatable; see",
        "ceremony keygen)."
      })
  private List<Path> shares = List.of();

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
    try (OpenedKit opened = OpenedKit.open(kit, shares)) {
      KeyEnvelope envelope =
          KeyEnvelope.seal(
              KeyEnvelope.Purpose.IMPORT,
              opened.kit().header().label().keyId(),
              opened.secret(),
              to,
              new SecureRandom());
      NewFile.write(output, envelope.json() + "\n");
      console
          .out()
          .println(output + "  opens in the vault that --recipient is of, and nowhere else");
      return ExitStatus.ACCEPTED;
    } catch (IllegalArgumentException e) {
      throw new UsageException("--recipient: nothing can be encrypted to it");
    } catch (RecoveryRefusedException e) {
      console.out().flush();
      console
          .err()
          .println(
              "strongroom: the kit doesn't open: " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    }
  }
}
