// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.vault.AgentKey;
import dev.strongroom.client.vault.JsonVault;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultReceipts;
import dev.strongroom.client.vault.VaultRefusedException;
import dev.strongroom.ledger.verification.ReceiptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which vault a command talks to, who asks, what receipts have to show, and how the answer is
/// shown.
final class VaultAccess {
  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Option(
      names = "--agent-key",
      paramLabel = "FILE",
      description = {
        "Who asks: a file with a private key, made if it isn't there. Default: agent.key in strongroom",
        "up's state folder."
      })
  private @Nullable Path agentKey;

  @Option(
      names = "--receipt-policy",
      paramLabel = "FILE",
      description = {
        "What receipts have to show (docs/receipt.md). Default: the one that strongroom up wrote, if",
        "its enclave is meant; else evidence that --policy accepts."
      })
  private @Nullable Path receiptPolicy;

  @Option(names = "--json", description = "Print JSON (docs/cli.md).")
  private boolean json;

  /// Made by the command-line library, which sets the fields.
  VaultAccess() {}

  /// What a command asks of a vault.
  interface Act {
    /// Asks, and shows the answer.
    ///
    /// @return the exit status
    int with(VaultSession vault)
        throws IOException,
            InterruptedException,
            UsageException,
            VaultRefusedException,
            UnusableVaultAnswerException,
            MalformedJsonException,
            ReceiptException;
  }

  /// Where the agent's key is: as named, or in the state folder, which is made.
  static Path agentKeyFile(@Nullable Path named) throws UsageException {
    if (named != null) {
      return named;
    }
    Path folder = StateFolder.ordinary();
    try {
      return Files.createDirectories(folder).resolve("agent.key");
    } catch (IOException e) {
      throw new UsageException(folder + ": can't be made (" + e.getMessage() + ")");
    }
  }

  /// Which enclave.
  NotaryOptions enclave() {
    return enclave;
  }

  /// Whether JSON is asked for.
  boolean json() {
    return json;
  }

  /// Judges receipts by these options.
  VaultReceipts receipts(Console console, AppraisalPolicy accepted) throws UsageException {
    return new VaultReceipts(
        NotaryOptions.verifier(),
        ReceiptCheck.of(console, enclave, accepted, Optional.ofNullable(receiptPolicy)).policy(),
        console.clock());
  }

  /// Does something with the vault.
  ///
  /// @param receipt where the receipt of what was done goes
  /// @return the exit status
  /// @throws UsageException if the vault can't be reached, or it can't be asked so
  int run(Console console, Optional<Path> receipt, Act act) throws UsageException {
    AppraisalPolicy accepted = enclave.policy(console);
    VaultReceipts receipts = receipts(console, accepted);
    SecureRandom random = new SecureRandom();
    try (RequestKey key = AgentKey.in(agentKeyFile(agentKey), random);
        AttestedHttpClient http = enclave.connect(console, accepted)) {
      VaultSession session =
          new VaultSession(
              console,
              JsonVault.of(http, enclave.server(), key, console.clock(), random),
              receipts,
              json,
              receipt);
      int status = told(session, act);
      if (http.lastVerified().map(server -> server.verified().claims().simulated()).orElse(false)) {
        // Not among the JSON, where every receipt says it for itself.
        (json ? console.err() : console.out())
            .println("SIMULATED: an enclave without any hardware, it protects nothing");
      }
      return status;
    } catch (AttestationRefusedException e) {
      e.verdict().ifPresent(v -> new TextReport(console).verdict(enclave.address(), v));
      return refused(console, "nothing was sent: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(enclave.address() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private static int told(VaultSession session, Act act)
      throws IOException, InterruptedException, UsageException {
    try {
      return act.with(session);
    } catch (VaultRefusedException e) {
      return session.refused(e);
    } catch (ReceiptException e) {
      return refused(
          session.console(),
          "it may have been done, but the receipt was refused: " + e.getMessage());
    } catch (UnusableVaultAnswerException | MalformedJsonException e) {
      return refused(session.console(), "the vault's answer isn't one: " + e.getMessage());
    }
  }

  private static int refused(Console console, String why) {
    console.out().flush();
    console.err().println("strongroom: " + Printable.of(why));
    return ExitStatus.REFUSED;
  }
}
