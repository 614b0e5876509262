// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptException;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// What `prove` asks of a receipt before it writes it.
///
/// @param policy that it has to satisfy
record ReceiptCheck(ReceiptVerifier verifier, ReceiptPolicy policy, InstantSource clock) {
  private static final int CHECKPOINTS = 64;
  private static final int EPOCHS = 8;

  /// The check by a policy that was named, or else by that of `up`, or else by the enclave's alone.
  static ReceiptCheck of(
      Console console, NotaryOptions notary, AppraisalPolicy enclave, Optional<Path> named)
      throws UsageException {
    Optional<Path> file = named.or(notary::receiptPolicyOfUp);
    ReceiptPolicy policy =
        file.isPresent() ? PolicyReader.readReceipt(file.get()) : ofEnclave(enclave);
    return new ReceiptCheck(
        ReceiptVerifier.create(
                NotaryOptions.verifier(), ReceiptCache.ofCapacity(CHECKPOINTS, EPOCHS))
            .with(notary.endorsements()),
        policy,
        console.clock());
  }

  private static ReceiptPolicy ofEnclave(AppraisalPolicy enclave) throws UsageException {
    try {
      return ReceiptPolicy.builder()
          .ignoreLogs("the enclave's evidence binds the log's key")
          .requireEnclave(enclave)
          .ignoreWitnesses("no --receipt-policy names any")
          .ignoreTimestamps("no --receipt-policy names any")
          .ignoreTime("it was made just now")
          .build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UsageException(
          "the policy can't be one for receipts as well, --receipt-policy is needed: "
              + e.getMessage());
    }
  }

  /// Verifies a receipt as anybody can, later and without a network.
  ///
  /// @param digest of what it is about
  /// @throws ReceiptException if it isn't what the policy demands
  ReceiptVerdict verify(Receipt receipt, Bytes digest) throws ReceiptException {
    return verifier.verify(receipt, policy, Optional.of(digest), clock.instant()).verdict();
  }
}
