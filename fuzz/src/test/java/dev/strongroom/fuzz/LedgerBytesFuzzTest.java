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
import dev.strongroom.ledger.timestamp.VerifiedTimestamp;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Any bytes as each of the binary forms of a ledger, and as the proofs of others.
class LedgerBytesFuzzTest {
  private static final VerifierKey KEY =
      new VerifierKey(
          "fuzz",
          KeyType.ED25519,
          Bytes.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  private static final ExaminationInput INPUT =
      ExaminationInput.of(Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)));
  private static final TimestampAuthorities AUTHORITY = authority();

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

  /// The seed is good, so that changes of it get as far as paths and signatures; nothing that is
  /// signed can change.
  @FuzzTest(maxDuration = "20s")
  void bytesAreATimestampOrMalformed(byte[] input) {
    try {
      TimestampToken token = TimestampToken.parse(Bytes.copyOf(input));
      VerifiedTimestamp verified = token.verify(Bytes.EMPTY, AUTHORITY, Optional.empty());
      assertThat(verified.time()).isEqualTo(Instant.parse("2026-06-01T12:00:00Z"));
      assertThat(AUTHORITY.anchors()).contains(verified.anchor());
    } catch (MalformedLedgerException | RefusedTimestampException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void theSeedsTimestampIsGood() throws Exception {
    Bytes seed = resource("LedgerBytesFuzzTestInputs/bytesAreATimestampOrMalformed/token.der");
    assertThat(TimestampToken.parse(seed).verify(Bytes.EMPTY, AUTHORITY, Optional.empty()).anchor())
        .isEqualTo(AUTHORITY.anchors().iterator().next());
  }

  private static TimestampAuthorities authority() {
    try {
      Bytes root = resource("timestamp-root.der");
      byte[] pin = MessageDigest.getInstance("SHA-256").digest(root.toByteArray());
      return new TimestampAuthorities(Set.of(Bytes.copyOf(pin)), List.of(root));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bytes resource(String name) throws IOException {
    try (InputStream stream = LedgerBytesFuzzTest.class.getResourceAsStream(name)) {
      return Bytes.copyOf(Objects.requireNonNull(stream, name).readAllBytes());
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
