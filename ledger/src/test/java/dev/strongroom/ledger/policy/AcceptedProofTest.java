// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.NaiveTree;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.TestSigner;
import dev.strongroom.ledger.policy.RefusedProofException.Reason;
import dev.strongroom.ledger.proof.TlogProof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcceptedProofTest {
  private static final NaiveTree TREE = NaiveTree.of(7);
  private static final Bytes ENTRY = Bytes.utf8("entry 3");
  private static final String ORIGIN = "log.example/1";
  private static final TestSigner LOG = TestSigner.create(ORIGIN, KeyType.ED25519);
  private static final TestSigner NEW_LOG =
      TestSigner.create(ORIGIN, KeyType.COSIGNATURE_ML_DSA_44);
  private static final TestSigner OLD = TestSigner.create("w/old", KeyType.COSIGNATURE_ED25519);
  private static final TestSigner NEW = TestSigner.create("w/new", KeyType.COSIGNATURE_ML_DSA_44);
  private static final TestSigner STRANGER =
      TestSigner.create("w/old", KeyType.COSIGNATURE_ED25519);
  private static final String TEXT = new Checkpoint(ORIGIN, 7, TREE.root(), List.of()).text();
  private static final long NOW = 1_780_000_000L;

  @Test
  void aProofWithItsQuorumIsAccepted() throws Exception {
    TlogProof proof =
        proof(
            TEXT,
            LOG.sign(TEXT),
            STRANGER.cosign(TEXT, 5),
            OLD.cosign(TEXT, NOW),
            NEW.cosign(TEXT, 0));
    AcceptedProof accepted = AcceptedProof.of(proof, ENTRY, policy("all"));
    assertThat(accepted.index()).isEqualTo(3);
    assertThat(accepted.log().key()).isEqualTo(LOG.key());
    assertThat(accepted.checkpoint()).isEqualTo(proof.checkpoint());
    assertThat(accepted.cosignatures())
        .containsExactly(
            new Signatures.Good(OLD.key(), Optional.of(Instant.ofEpochSecond(NOW))),
            new Signatures.Good(NEW.key(), Optional.empty()));
  }

  @Test
  void aLogMaySignByMlDsa() throws Exception {
    TlogProof proof = proof(TEXT, NEW_LOG.cosign(TEXT, NOW), OLD.cosign(TEXT, NOW));
    assertThat(AcceptedProof.of(proof, ENTRY, policy("any")).log().key()).isEqualTo(NEW_LOG.key());
    String extended = TEXT + "extension\n";
    refused(
        Reason.UNSIGNED_EXTENSIONS,
        proof(extended, NEW_LOG.cosign(extended, NOW), OLD.cosign(extended, NOW)));
  }

  @Test
  void refusalsHaveNames() throws Exception {
    refused(Reason.UNKNOWN_LOG, proof(TEXT, OLD.cosign(TEXT, NOW)));
    refused(
        Reason.UNKNOWN_LOG,
        proof(TEXT, TestSigner.create(ORIGIN, KeyType.ED25519).sign(TEXT), OLD.cosign(TEXT, NOW)));
    refused(Reason.LOG_SIGNATURE, proof(TEXT, LOG.sign(TEXT + "x"), OLD.cosign(TEXT, NOW)));
    refused(
        Reason.LOG_SIGNATURE,
        proof(TEXT, LOG.sign(TEXT), LOG.sign(TEXT + "x"), OLD.cosign(TEXT, NOW)));
    refused(Reason.QUORUM, proof(TEXT, LOG.sign(TEXT)));
    refused(Reason.QUORUM, proof(TEXT, LOG.sign(TEXT), STRANGER.cosign(TEXT, NOW)));
    refused(
        Reason.COSIGNATURE,
        proof(TEXT, LOG.sign(TEXT), NEW.cosign(TEXT, NOW), OLD.cosign(TEXT + "x\n", NOW)));
  }

  /// The log's own key, under a name that isn't the checkpoint's origin.
  @Test
  void anotherOriginIsAnotherLog() throws Exception {
    String other = TEXT.replace(ORIGIN, "log.example/2");
    refused(Reason.UNKNOWN_LOG, proof(other, LOG.sign(other), OLD.cosign(other, NOW)));
  }

  @Test
  void anotherEntryOrPlaceIsRefused() throws Exception {
    TlogProof good = proof(TEXT, LOG.sign(TEXT), OLD.cosign(TEXT, NOW));
    RefusedProofException entry =
        catchThrowableOfType(
            RefusedProofException.class,
            () -> AcceptedProof.of(good, Bytes.utf8("entry 4"), policy("any")));
    assertThat(entry.reason()).isEqualTo(Reason.INCLUSION);
    InclusionProof moved = new InclusionProof(4, 7, TREE.path(3));
    refused(Reason.INCLUSION, TlogProof.of(Optional.empty(), moved, good.note()));
    InclusionProof outside = new InclusionProof(7, 7, TREE.path(3));
    refused(Reason.INCLUSION, TlogProof.of(Optional.empty(), outside, good.note()));
  }

  private static TlogProof proof(String text, NoteSignature... signatures)
      throws MalformedLedgerException {
    InclusionProof inclusion = new InclusionProof(3, 7, TREE.path(3));
    return TlogProof.parse(
        TlogProof.of(Optional.empty(), inclusion, new SignedNote(text, List.of(signatures)))
            .encoded());
  }

  private static void refused(Reason reason, TlogProof proof) {
    RefusedProofException refused =
        catchThrowableOfType(
            RefusedProofException.class, () -> AcceptedProof.of(proof, ENTRY, policy("any")));
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    assertThat(refused.getMessage()).startsWith(reason + ": ");
  }

  private static TlogPolicy policy(String threshold) throws MalformedLedgerException {
    return TlogPolicy.parse(
        Bytes.utf8(
            String.join(
                "\n",
                "log " + LOG.key().text(),
                "log " + NEW_LOG.key().text(),
                "witness old " + OLD.key().text(),
                "witness new " + NEW.key().text(),
                "group both " + threshold + " old new",
                "quorum both\n")));
  }
}
