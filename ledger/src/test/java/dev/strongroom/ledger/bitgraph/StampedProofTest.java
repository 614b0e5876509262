// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import static dev.strongroom.ledger.bitgraph.ProofMaker.b64;
import static dev.strongroom.ledger.bitgraph.ProofMaker.quoted;
import static dev.strongroom.ledger.bitgraph.ProofMaker.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.bitgraph.Finding.Outcome;
import dev.strongroom.ledger.timestamp.TestAuthority;
import dev.strongroom.ledger.timestamp.TimestampRequest;
import dev.strongroom.ledger.timestamp.TimestampToken;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Proofs with RFC 3161 tokens, of the artifact and of the proof.
class StampedProofTest {
  private static final ExaminationInput NOBODY =
      ExaminationInput.of(Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)));

  @Test
  void stampsOfArtifactAndProofAreVerified() throws Exception {
    TestAuthority authority = TestAuthority.create();
    ProofMaker maker = new ProofMaker();
    maker.attested = false;
    // The core of a proof without other parts is all of it, sorted.
    Bytes core = sha256(Bytes.utf8(maker.text()));
    maker.unsigned.put(
        "timestamps",
        "{\"artifact\":%s,\"proof\":%s}"
            .formatted(stamp(authority, sha256(ProofMaker.ARTIFACT)), stamp(authority, core)));
    maker.unsigned.put("metadata", "{}");
    ExaminationInput believed = NOBODY.withAuthorities(authority.believed());
    assertThat(BitgraphExaminationTest.outcomes(maker.proof(), believed))
        .containsEntry("timestamp.artifact", Outcome.HOLDS)
        .containsEntry("timestamp.proof", Outcome.HOLDS);
    assertThat(BitgraphExaminationTest.outcomes(maker.proof(), NOBODY))
        .containsEntry("timestamp.artifact", Outcome.CANNOT_BE_KNOWN)
        .containsEntry("timestamp.proof", Outcome.CANNOT_BE_KNOWN);
    maker.commit.put("counter", quoted("43"));
    assertThat(BitgraphExaminationTest.outcomes(maker.proof(), believed))
        .containsEntry("timestamp.artifact", Outcome.HOLDS)
        .containsEntry("timestamp.proof", Outcome.DOES_NOT_HOLD);
  }

  @Test
  void whatIsNoTokenIsMalformed() throws Exception {
    ProofMaker maker = new ProofMaker();
    maker.unsigned.put("timestamps", "{\"artifact\":{\"tokenB64\":\"AAAA\"}}");
    BitgraphProof proof = maker.proof();
    assertThatThrownBy(() -> BitgraphExamination.examine(proof, NOBODY))
        .isInstanceOf(MalformedLedgerException.class);
  }

  private static String stamp(TestAuthority authority, Bytes digest) throws Exception {
    Bytes response = authority.response(new TimestampRequest(digest, Optional.empty()));
    Bytes token = TimestampToken.ofResponse(response).encoded();
    return "{\"digestB64\":%s,\"tokenB64\":%s}".formatted(quoted(b64(digest)), quoted(b64(token)));
  }
}
