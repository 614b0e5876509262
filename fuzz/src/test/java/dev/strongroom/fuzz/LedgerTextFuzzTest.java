// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.policy.AcceptedProof;
import dev.strongroom.ledger.policy.RefusedProofException;
import dev.strongroom.ledger.policy.TlogPolicy;
import dev.strongroom.ledger.proof.TlogProof;
import dev.strongroom.ledger.tile.TileId;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import dev.strongroom.ledger.witness.AddCheckpoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Any text as each of the texts of a ledger. What is read is written again as it was: there is one
/// way to write each.
class LedgerTextFuzzTest {
  private static final VerifierKey KEY =
      new VerifierKey(
          "fuzz",
          KeyType.ED25519,
          Bytes.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

  @FuzzTest(maxDuration = "20s")
  void bytesAreANoteOrMalformed(byte[] input) {
    try {
      SignedNote note = SignedNote.parse(Bytes.copyOf(input));
      assertThat(Bytes.utf8(note.encoded())).isEqualTo(Bytes.copyOf(input));
      assertThat(Signatures.verify(note, KEY)).isEmpty();
      assertThat(Checkpoint.parse(note.text()).text()).isEqualTo(note.text());
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textIsAnAddCheckpointOrMalformed(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      assertThat(AddCheckpoint.parse(text).encoded()).isEqualTo(text);
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAnUpgradeRequestOrMalformed(byte[] input) {
    try {
      SignedStatement<UpgradeStatement> request =
          SignedStatement.parse(UpgradeStatement.FORM, Bytes.copyOf(input));
      assertThat(SignedStatement.parse(UpgradeStatement.FORM, request.encoded()))
          .isEqualTo(request);
      assertThat(StatementEntry.of(UpgradeStatement.FORM, request, Instant.EPOCH).statement())
          .isEqualTo(request.statement());
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreATlogProofOrMalformed(byte[] input) {
    try {
      TlogProof proof = TlogProof.parse(Bytes.copyOf(input));
      assertThat(Bytes.utf8(proof.encoded())).isEqualTo(Bytes.copyOf(input));
      TlogPolicy policy = TlogPolicy.parse(Bytes.utf8("log " + KEY.text() + "\nquorum none\n"));
      AcceptedProof accepted = AcceptedProof.of(proof, Bytes.EMPTY, policy);
      throw new AssertionError("accepted without the log's signature: " + accepted.index());
    } catch (MalformedLedgerException | RefusedProofException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreATlogPolicyOrMalformed(byte[] input) {
    try {
      TlogPolicy policy = TlogPolicy.parse(Bytes.copyOf(input));
      List<VerifierKey> all = policy.witnesses().stream().map(TlogPolicy.Witness::key).toList();
      assertThat(policy.satisfiedBy(all)).isTrue();
      assertThat(policy.satisfiedBy(List.of())).isEqualTo(policy.quorum().isEmpty());
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textIsAKeyOrMalformed(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      assertThat(VerifierKey.parse(text).text()).isEqualTo(text);
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textIsATilesPathOrMalformed(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      assertThat(TileId.parse(text).path()).isEqualTo(text);
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
