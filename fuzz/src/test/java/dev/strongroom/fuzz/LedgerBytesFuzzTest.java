// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.bitgraph.BitgraphExamination;
import dev.strongroom.ledger.bitgraph.BitgraphProof;
import dev.strongroom.ledger.bitgraph.ExaminationInput;
import dev.strongroom.ledger.bitgraph.Finding;
import dev.strongroom.ledger.cose.ConsistencyReceipt;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.cose.CoseStatement;
import dev.strongroom.ledger.cose.RefusedReceiptException;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.timestamp.RefusedTimestampException;
import dev.strongroom.ledger.timestamp.TimestampAuthorities;
import dev.strongroom.ledger.timestamp.TimestampToken;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Any bytes as each of the binary forms of a ledger, and as the proofs of others.
class LedgerBytesFuzzTest {
  private static final VerifierKey KEY =
      new VerifierKey(
          "fuzz",
          KeyType.ED25519,
          Bytes.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  private static final ExaminationInput INPUT =
      ExaminationInput.of(Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)));
  private static final TimestampAuthorities NOBODY = new TimestampAuthorities(Set.of(), List.of());

  @FuzzTest(maxDuration = "20s")
  void bytesAreATileOrMalformed(byte[] input) {
    try {
      assertThat(Tile.parse(Bytes.copyOf(input)).encoded()).isEqualTo(Bytes.copyOf(input));
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreABundleOrMalformed(byte[] input) {
    try {
      assertThat(EntryBundle.parse(Bytes.copyOf(input)).encoded()).isEqualTo(Bytes.copyOf(input));
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAReceiptOrMalformed(byte[] input) {
    try {
      CoseReceipt receipt = CoseReceipt.parse(Bytes.copyOf(input));
      Bytes again = receipt.encoded();
      assertThat(CoseReceipt.parse(again).encoded()).isEqualTo(again);
      throw new AssertionError("verified: " + receipt.verify(Bytes.EMPTY, KEY));
    } catch (MalformedLedgerException | RefusedReceiptException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAConsistencyReceiptOrMalformed(byte[] input) {
    try {
      ConsistencyReceipt receipt = ConsistencyReceipt.parse(Bytes.copyOf(input));
      Bytes again = receipt.encoded();
      assertThat(ConsistencyReceipt.parse(again).encoded()).isEqualTo(again);
      throw new AssertionError("verified: " + receipt.verify(Bytes.zeros(32), KEY));
    } catch (MalformedLedgerException | RefusedReceiptException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAStatementOrMalformed(byte[] input) {
    try {
      CoseStatement statement = CoseStatement.parse(Bytes.copyOf(input));
      Bytes again = statement.encoded();
      assertThat(CoseStatement.parse(again).encoded()).isEqualTo(again);
      statement.verify(KEY);
      throw new AssertionError("verified without the issuer's signature");
    } catch (MalformedLedgerException | RefusedReceiptException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreATimestampOrMalformed(byte[] input) {
    try {
      TimestampToken token = TimestampToken.parse(Bytes.copyOf(input));
      token.verifyDigest(Bytes.zeros(32), NOBODY, Optional.empty());
      throw new AssertionError("verified without an authority");
    } catch (MalformedLedgerException | RefusedTimestampException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreATimestampResponseOrMalformed(byte[] input) {
    try {
      assertThat(TimestampToken.ofResponse(Bytes.copyOf(input)).encoded().isEmpty()).isFalse();
    } catch (MalformedLedgerException | RefusedTimestampException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /// The seeds' signatures and evidence are a test's own: nothing can show an enclave of AWS's.
  @FuzzTest(maxDuration = "20s")
  void bytesAreExaminedAsABitgraphProofOrMalformed(byte[] input) {
    try {
      List<Finding> findings =
          BitgraphExamination.examine(BitgraphProof.parse(Bytes.copyOf(input)), INPUT);
      assertThat(findings)
          .noneMatch(finding ->
              finding.name().equals("environment.enforcement")
                  && finding.outcome() == Finding.Outcome.HOLDS);
    } catch (MalformedLedgerException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
