// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.math.BigInteger;
import java.util.Optional;

/// Counter, chain and epoch: what the proof says of its place among others.
final class OrderFindings {
  private static final String COUNTER = "order.counter";
  private static final String ACROSS = "order.across-epochs";
  private static final String PREVIOUS = "order.previous";
  private static final String FORK = "order.no-fork";
  private static final String EPOCH = "epoch.id";
  private static final String LINK = "epoch.link";
  private static final String PREDECESSOR = "epoch.predecessor";

  private OrderFindings() {}

  static void add(BitgraphProof proof, ExaminationInput input, FindingList findings)
      throws MalformedLedgerException {
    counter(proof, input, findings);
    previous(proof, input, findings);
    epoch(proof, findings);
  }

  private static void counter(BitgraphProof proof, ExaminationInput input, FindingList findings)
      throws MalformedLedgerException {
    Optional<BigInteger> counter = proof.commit().counter("counter");
    if (counter.isEmpty()) {
      return;
    }
    Optional<BitgraphProof> previous = input.previous();
    if (previous.isPresent() && sameEpoch(proof, previous.get())) {
      Optional<BigInteger> before = previous.get().commit().counter("counter");
      findings.note(
          COUNTER,
          before.isPresent() && before.get().compareTo(counter.get()) < 0,
          "within this epoch the signer counted it after the other proof",
          "within this epoch the signer didn't count it after the other proof");
    } else {
      findings.unknown(
          COUNTER, "it orders proofs of one epoch, and there is no other of this epoch at hand");
    }
    findings.unknown(
        ACROSS,
        "the counter starts again at each boot with a fresh key: it says nothing of other epochs");
  }

  private static boolean sameEpoch(BitgraphProof one, BitgraphProof other)
      throws MalformedLedgerException {
    return one.publicKey().equals(other.publicKey())
        && one.commit().text("epochId").equals(other.commit().text("epochId"));
  }

  private static void previous(BitgraphProof proof, ExaminationInput input, FindingList findings)
      throws MalformedLedgerException {
    Optional<Bytes> named = proof.commit().bytes("prevB64");
    if (named.isEmpty()) {
      return;
    }
    if (input.previous().isEmpty()) {
      findings.unknown(PREVIOUS, "the proof that it names as the one before isn't at hand");
    } else {
      findings.note(
          PREVIOUS,
          input.previous().get().namesForSuccessor().contains(named.get()),
          "it names the other proof as the one before",
          "it names another proof as the one before");
    }
    findings.unknown(
        FORK, "two proofs can name the same one before, and only who has all of them sees it");
  }

  private static void epoch(BitgraphProof proof, FindingList findings)
      throws MalformedLedgerException {
    Optional<String> id = proof.commit().text("epochId");
    if (id.isEmpty()) {
      return;
    }
    findings.unknown(
        EPOCH, "it is a digest of the key and of a nonce that isn't shown: it can't be recomputed");
    Optional<ProofObject> link = proof.commit().object("epochLink");
    if (link.isPresent()) {
      findings.note(
          LINK,
          link.get().text("toEpochId").equals(id)
              && link.get().requiredBytes("toPublicKeyB64").equals(proof.publicKey()),
          "the link is to this epoch and this key",
          "the link is to another epoch or key");
      findings.unknown(
          PREDECESSOR,
          "that the epoch before ended there, and has no other successor, isn't in the proof");
    }
  }
}
