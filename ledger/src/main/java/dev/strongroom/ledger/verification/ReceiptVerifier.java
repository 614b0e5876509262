// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.TimeBounds.Bound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Verifies receipts (`docs/receipt.md`, section 7). Pure computation: no I/O, no global state, no
/// clock but the time that it is told. Thread-safe.
///
/// ```java
/// var verifier = ReceiptVerifier.create(
///     Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(64)),
///     ReceiptCache.ofCapacity(1024, 64));
/// var receipt = Receipt.parse(Bytes.copyOf(file));
/// var verified = verifier.verify(receipt, policy, Optional.of(sha256), clock.instant());
/// ```
public final class ReceiptVerifier {
  private final Verifier evidence;
  private final ReceiptCache cache;
  private final Endorsements endorsements;

  private ReceiptVerifier(Verifier evidence, ReceiptCache cache, Endorsements endorsements) {
    this.evidence = evidence;
    this.cache = cache;
    this.endorsements = endorsements;
  }

  /// A verifier that judges evidence by `evidence` and remembers in `cache`.
  public static ReceiptVerifier create(Verifier evidence, ReceiptCache cache) {
    return new ReceiptVerifier(evidence, cache, Endorsements.NONE);
  }

  /// The same, with what makers vouch for where an epoch's evidence doesn't bring it along:
  /// SEV-SNP's and TDX's. It has to have been valid when others saw the checkpoint, so it is kept
  /// with the receipt.
  public ReceiptVerifier with(Endorsements given) {
    return new ReceiptVerifier(evidence, cache, given);
  }

  /// Verifies a receipt.
  ///
  /// @param digest SHA-256 of the file that is asked about, 32 bytes; empty to ask about none
  /// @param now against which only what is yet to come is refused: receipts don't age
  /// @throws ReceiptException if any check failed; carries the first reason and the verdict
  public VerifiedReceipt verify(
      Receipt receipt, ReceiptPolicy policy, Optional<Bytes> digest, Instant now)
      throws ReceiptException {
    ReceiptVerdict verdict = explain(receipt, policy, digest, now);
    Optional<ReceiptReason> reason = verdict.firstFailure().map(LedgerCheck::reason);
    if (reason.isPresent()) {
      throw new ReceiptException(reason.get(), verdict);
    }
    return new VerifiedReceipt(receipt, verdict);
  }

  /// Verifies a receipt, and gives every check.
  ///
  /// @param digest SHA-256 of the file that is asked about, 32 bytes; empty to ask about none
  /// @param now as in [#verify]
  public ReceiptVerdict explain(
      Receipt receipt, ReceiptPolicy policy, Optional<Bytes> digest, Instant now) {
    if (digest.isPresent() && digest.get().length() != ProofEntry.DIGEST) {
      throw new IllegalArgumentException("a SHA-256 of " + digest.get().length() + " bytes");
    }
    LedgerChecks checks = new LedgerChecks();
    Question question = new Question(receipt, policy, digest, now, cache, checks);
    EntryChecks.check(question);
    Optional<VerifierKey> signer = LogChecks.check(question);
    EpochChecks.Enclave enclave = EpochChecks.check(question, signer, evidence, endorsements);
    List<Bound> seen = new ArrayList<>();
    WitnessChecks.check(question).ifPresent(seen::add);
    seen.addAll(AnchorChecks.check(question, signer));
    TimeBounds time = TimeChecks.check(question, enclave.claims(), seen);
    return new ReceiptVerdict(
        checks.checks(),
        enclave.simulated(),
        question.checkpoint().origin(),
        receipt.index(),
        question.checkpoint().size(),
        enclave.claims().map(Claims::measurements).orElseGet(() -> Collections.emptySortedMap()),
        time,
        Unproven.of(question, enclave.simulated(), time));
  }
}
