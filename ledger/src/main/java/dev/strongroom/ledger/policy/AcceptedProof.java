// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.policy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.policy.RefusedProofException.Reason;
import dev.strongroom.ledger.proof.TlogProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a proof shows once a policy accepted it. Only [#of] makes one.
public final class AcceptedProof {
  private final Checkpoint checkpoint;
  private final TlogPolicy.Log log;
  private final long index;
  private final List<Signatures.Good> cosignatures;

  private AcceptedProof(
      Checkpoint checkpoint, TlogPolicy.Log log, long index, List<Signatures.Good> cosignatures) {
    this.checkpoint = checkpoint;
    this.log = log;
    this.index = index;
    this.cosignatures = List.copyOf(cosignatures);
  }

  /// Checks that an entry is in a log that the policy accepts, and that the policy's witnesses saw
  /// the log so. Extra data aren't looked at: nobody signed them.
  ///
  /// Every signature that says that it is of one of the policy's keys has to be good (C2SP
  /// signed-note, "Signatures"); all others are ignored.
  ///
  /// @param entry what the leaf holds
  /// @throws RefusedProofException with the first reason against it
  public static AcceptedProof of(TlogProof proof, Bytes entry, TlogPolicy policy)
      throws RefusedProofException {
    TlogPolicy.Log log = log(proof, policy);
    List<Signatures.Good> cosignatures = new ArrayList<>();
    for (TlogPolicy.Witness witness : policy.witnesses()) {
      verify(proof, witness.key(), Reason.COSIGNATURE).ifPresent(cosignatures::add);
    }
    if (!policy.satisfiedBy(cosignatures.stream().map(Signatures.Good::key).toList())) {
      throw new RefusedProofException(
          Reason.QUORUM, cosignatures.size() + " of the policy's witnesses cosigned");
    }
    try {
      proof.inclusion().check(MerkleHash.leaf(entry), proof.checkpoint().root());
    } catch (InvalidProofException e) {
      throw new RefusedProofException(Reason.INCLUSION, e.getMessage());
    }
    return new AcceptedProof(proof.checkpoint(), log, proof.inclusion().index(), cosignatures);
  }

  private static TlogPolicy.Log log(TlogProof proof, TlogPolicy policy)
      throws RefusedProofException {
    for (TlogPolicy.Log log : policy.logs()) {
      if (log.key().name().equals(proof.checkpoint().origin())
          && verify(proof, log.key(), Reason.LOG_SIGNATURE).isPresent()) {
        if (log.key().type() == KeyType.COSIGNATURE_ML_DSA_44
            && !proof.checkpoint().extensions().isEmpty()) {
          throw new RefusedProofException(
              Reason.UNSIGNED_EXTENSIONS, "an ML-DSA-44 signature doesn't cover them");
        }
        return log;
      }
    }
    throw new RefusedProofException(
        Reason.UNKNOWN_LOG, "no log of the policy signed as " + proof.checkpoint().origin());
  }

  /// The first signature of the key; empty if there is none.
  private static Optional<Signatures.Good> verify(
      TlogProof proof, VerifierKey key, Reason otherwise) throws RefusedProofException {
    Optional<Signatures.Good> first = Optional.empty();
    for (NoteSignature signature : proof.note().signatures()) {
      if (signature.isFrom(key)) {
        Optional<Signatures.Good> good = Signatures.verify(proof.note().text(), signature, key);
        if (good.isEmpty()) {
          throw new RefusedProofException(
              otherwise, "the signature of " + key.name() + " is wrong");
        }
        first = first.or(() -> good);
      }
    }
    return first;
  }

  /// The tree that the entry is in.
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /// The log.
  public TlogPolicy.Log log() {
    return log;
  }

  /// The entry's place, from 0.
  public long index() {
    return index;
  }

  /// Which witnesses cosigned, and when they say they did: by then the entry was in the log.
  public List<Signatures.Good> cosignatures() {
    return cosignatures;
  }
}
