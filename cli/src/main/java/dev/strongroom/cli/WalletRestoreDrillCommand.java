// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultReceipts;
import dev.strongroom.ledger.verification.ReceiptException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom wallet restore-drill`: whether a recovery kit brings the key back, before it has to.
@Command(
    name = "restore-drill",
    description = {
      "Opens a recovery kit with these shares, derives the accounts of the key in it, and compares them with",
      "those of the vault's key: by the receipt of its birth (or of its latest rotation), which is verified",
      "first and takes no network, or by the vault's own word. The secret isn't shown, sent or written.",
      "",
      "Without --receipt and --ask it is shown what the kit has, and compared with nothing."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom wallet create --rules rules.json --exportable --receipt birth.receipt.json",
      "  strongroom wallet restore-drill wallet.kit.json --share ann.key.json --share ben.key.json \\",
      "        --receipt birth.receipt.json",
      "  strongroom wallet restore-drill wallet.kit.json --share ann.key.json --share ben.key.json --ask",
      "",
      "Exit status: 0 it opens, and is what it was compared with; 1 it isn't, it doesn't open, or the receipt",
      "is refused; 2 unreadable or wrong usage."
    })
final class WalletRestoreDrillCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KitOptions kit = new KitOptions();

  @Mixin private VaultAccess vault = new VaultAccess();

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "The receipt of the key's birth or latest rotation, to compare with.")
  private @Nullable Path receipt;

  @Option(names = "--ask", description = "Ask the vault what the key is, to compare with.")
  private boolean ask;

  WalletRestoreDrillCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (ask && receipt != null) {
      throw new UsageException("--receipt or --ask, not both");
    }
    return kit.run(console, this::drill);
  }

  private int drill(OpenedKit opened) throws UsageException {
    DrillText text = new DrillText(console, vault.json(), opened);
    String id = opened.kit().header().label().keyId();
    if (receipt != null) {
      return byReceipt(text, receipt, id);
    }
    if (ask) {
      KeyId key = new KeyId(id);
      return vault.run(
          console,
          Optional.empty(),
          session ->
              text.compared(session.vault().get(key.path("")).member("key"), "the vault's word"));
    }
    return text.notCompared();
  }

  private int byReceipt(DrillText text, Path file, String id) throws UsageException {
    VaultReceipts receipts = vault.receipts(console, vault.enclave().policy(console));
    JsonNode node = TextFile.json(file);
    try {
      VaultReceipts.Judged judged = receipts.judge(node, id);
      JsonNode content = judged.receipt().entry().content();
      // A birth has the key as a whole, a rotation its accounts.
      JsonNode entry =
          judged.receipt().entry().kind().equals("key-born") ? content.member("key") : content;
      if (entry.optional("accounts").isEmpty()) {
        throw new UsageException(file + ": not the receipt of a birth or a rotation");
      }
      return text.compared(
          entry, "receipt number " + judged.verdict().index() + " in " + judged.verdict().origin());
    } catch (ReceiptException e) {
      return text.refused("the receipt is refused: " + e.getMessage());
    } catch (UnusableVaultAnswerException e) {
      return text.refused(file + ": " + e.getMessage());
    } catch (MalformedJsonException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }
}
