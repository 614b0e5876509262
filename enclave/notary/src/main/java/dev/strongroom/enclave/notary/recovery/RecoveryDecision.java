// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.operators.OperatorQuorum;
import dev.strongroom.enclave.notary.operators.OperatorQuorum.Lacking;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.recovery.LostState;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import java.time.Duration;
import java.util.Optional;

/// Whether a request that the host shows is the operators' will for exactly the loss that is seen
/// now. Since it names the log's key, the generation and the tree, it is worth nothing to another
/// deployment, for another state, or once the next generation has begun.
public final class RecoveryDecision {
  /// For how long signatures count: an unused request lets the log be cut back to that state.
  static final Duration VALID = Duration.ofDays(14);

  /// How far a clock may have been set back between two boots.
  private static final Duration SKEW = Duration.ofMinutes(10);

  private RecoveryDecision() {}

  /// Judges a request.
  ///
  /// @param settings empty: recovery isn't possible
  /// @param stored what lies in the host's store
  /// @param seen what is lost, as seen at this boot
  /// @return the request, with good signatures of at least as many operators as are needed
  /// @throws RecoveryRefusedException if it isn't to be carried out
  public static SignedStatement<RecoveryStatement> accept(
      Optional<OperatorQuorum> settings, Bytes stored, LostState seen)
      throws RecoveryRefusedException {
    if (settings.isEmpty()) {
      throw new RecoveryRefusedException(RecoveryRefusal.NOT_CONFIGURED);
    }
    SignedStatement<RecoveryStatement> request = parse(stored);
    matches(request.statement().lost(), seen);
    signed(settings.get(), request);
    return request;
  }

  private static SignedStatement<RecoveryStatement> parse(Bytes stored)
      throws RecoveryRefusedException {
    try {
      return SignedStatement.parse(RecoveryStatement.FORM, stored);
    } catch (MalformedLedgerException e) {
      throw new RecoveryRefusedException(RecoveryRefusal.MALFORMED);
    }
  }

  private static void matches(LostState told, LostState seen) throws RecoveryRefusedException {
    if (!told.log().equals(seen.log())) {
      throw new RecoveryRefusedException(RecoveryRefusal.OTHER_LOG);
    }
    if (told.size() != seen.size() || !told.root().equals(seen.root())) {
      throw new RecoveryRefusedException(RecoveryRefusal.OTHER_STATE);
    }
    // Who of them says it makes no difference: none may know more than the operators did.
    if (seen.cosigned() > told.cosigned()) {
      throw new RecoveryRefusedException(RecoveryRefusal.STALE);
    }
    if (told.observed().isBefore(seen.observed().minus(VALID))
        || told.observed().isAfter(seen.observed().plus(SKEW))) {
      throw new RecoveryRefusedException(RecoveryRefusal.EXPIRED);
    }
  }

  private static void signed(OperatorQuorum operators, SignedStatement<RecoveryStatement> request)
      throws RecoveryRefusedException {
    Optional<Lacking> lacking = operators.lacking(request.statement(), request.signatures());
    if (lacking.isPresent()) {
      throw new RecoveryRefusedException(
          switch (lacking.get()) {
            case UNKNOWN_OPERATOR -> RecoveryRefusal.UNKNOWN_OPERATOR;
            case SIGNATURE_WRONG -> RecoveryRefusal.SIGNATURE_WRONG;
            case TOO_FEW -> RecoveryRefusal.TOO_FEW;
          });
    }
  }
}
