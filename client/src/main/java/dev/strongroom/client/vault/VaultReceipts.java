// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptException;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.time.InstantSource;
import java.util.Optional;

/// Judges the receipts in a vault's answers. Thread-safe.
public final class VaultReceipts {
  private static final int CHECKPOINTS = 64;
  private static final int EPOCHS = 8;

  private final ReceiptVerifier verifier;
  private final ReceiptPolicy policy;
  private final InstantSource clock;

  /// @param policy that each receipt has to satisfy
  public VaultReceipts(Verifier evidence, ReceiptPolicy policy, InstantSource clock) {
    this(evidence, policy, Endorsements.NONE, clock);
  }

  /// @param policy that each receipt has to satisfy
  /// @param endorsements for evidence of epochs that doesn't bring them along: SEV-SNP's, TDX's
  public VaultReceipts(
      Verifier evidence, ReceiptPolicy policy, Endorsements endorsements, InstantSource clock) {
    this.verifier =
        ReceiptVerifier.create(evidence, ReceiptCache.ofCapacity(CHECKPOINTS, EPOCHS))
            .with(endorsements);
    this.policy = policy;
    this.clock = clock;
  }

  /// The policy for whoever has none for receipts: they have to be of an enclave that the policy
  /// for the channel accepts.
  ///
  /// @throws IllegalArgumentException if that can't be one for receipts as well: evidence that
  ///   states no time needs one that asks witnesses or time-stamps
  public static ReceiptPolicy ofEnclave(AppraisalPolicy enclave) {
    try {
      return ReceiptPolicy.builder()
          .ignoreLogs("the enclave's evidence binds the log's key")
          .requireEnclave(enclave)
          .ignoreWitnesses("no policy for receipts names any")
          .ignoreTimestamps("no policy for receipts names any")
          .ignoreTime("it was made just now")
          .build();
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// The same policy for a key's history.
  public ReceiptJudge judge() {
    return new ReceiptJudge(verifier, policy, clock);
  }

  /// A receipt that was judged.
  ///
  /// @param receipt it
  /// @param verdict accepted
  public record Judged(Receipt receipt, ReceiptVerdict verdict) {}

  /// Verifies the receipt of an answer.
  ///
  /// @param key id of the key that it has to be about
  /// @throws ReceiptException if it isn't what the policy demands
  /// @throws UnusableVaultAnswerException if it isn't a receipt, or is about another key
  public Judged judge(JsonNode node, String key)
      throws ReceiptException, UnusableVaultAnswerException {
    try {
      Receipt receipt = Receipt.parse(CanonicalJson.text(node.value()));
      JsonNode entry = CanonicalJson.parse(receipt.entry().encoded());
      if (!entry.member("about").text().equals("key/" + key)) {
        throw new UnusableVaultAnswerException("a receipt about something else than key " + key);
      }
      return new Judged(
          receipt, verifier.verify(receipt, policy, Optional.empty(), clock.instant()).verdict());
    } catch (MalformedLedgerException | MalformedJsonException | IllegalArgumentException e) {
      throw new UnusableVaultAnswerException("not a receipt: " + e.getMessage());
    }
  }
}
