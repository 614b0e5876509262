// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.timestamp.RefusedTimestampException;
import dev.strongroom.ledger.timestamp.RefusedTimestampException.Reason;
import dev.strongroom.ledger.timestamp.TimestampToken;
import dev.strongroom.ledger.timestamp.VerifiedTimestamp;
import java.util.Optional;
import java.util.Set;

/// Everything in a proof that is about time: the signer's clock, time stamps, Ethereum's blocks.
final class TimeFindings {
  private static final String ANCHOR_NAME = "Ethereum Anchor";

  /// Refusals that say that nobody is believed, not that the token is wrong.
  private static final Set<Reason> NOBODY = Set.of(Reason.UNPINNED, Reason.PATH);

  private TimeFindings() {}

  static void add(BitgraphProof proof, ExaminationInput input, FindingList findings)
      throws MalformedLedgerException {
    if (proof.commit().number("time").isPresent()) {
      findings.unknown("time.commit", "it is the signer's own clock, which the host sets");
    }
    Optional<ProofObject> stamps = proof.root().object("timestamps");
    if (stamps.isPresent()) {
      stamp(
          "timestamp.artifact",
          stamps.get().object("artifact"),
          Optional.of(proof.artifactDigest()),
          input,
          findings);
      stamp("timestamp.proof", stamps.get().object("proof"), proof.coreDigest(), input, findings);
    }
    anchor(proof, findings);
  }

  private static void stamp(
      String name,
      Optional<ProofObject> stamp,
      Optional<Bytes> digest,
      ExaminationInput input,
      FindingList findings)
      throws MalformedLedgerException {
    if (stamp.isEmpty()) {
      return;
    }
    if (digest.isEmpty()) {
      findings.unknown(name, "a number can be written in more ways than one");
      return;
    }
    try {
      VerifiedTimestamp verified =
          TimestampToken.parse(stamp.get().requiredBytes("tokenB64"))
              .verifyDigest(digest.get(), input.authorities(), Optional.empty());
      findings.holds(name, verified.authority() + " saw the digest at " + verified.time());
    } catch (RefusedTimestampException e) {
      if (NOBODY.contains(e.reason())) {
        findings.unknown(name, "no pinned authority made it: " + e.getMessage());
      } else {
        findings.fails(name, e.getMessage());
      }
    }
  }

  private static void anchor(BitgraphProof proof, FindingList findings)
      throws MalformedLedgerException {
    Optional<ProofObject> mark = proof.commit().object("anchor");
    Optional<ProofObject> attribution = proof.root().object("attribution");
    boolean named =
        attribution.isPresent() && Optional.of(ANCHOR_NAME).equals(attribution.get().text("name"));
    if (mark.isEmpty() && !named) {
      return;
    }
    Optional<String> hash =
        mark.isPresent() ? mark.get().text("blockHash") : attribution.orElseThrow().text("message");
    findings.note(
        "anchor.block",
        hash.isPresent()
            && BitgraphProof.sha256(Bytes.utf8(hash.get())).equals(proof.artifactDigest()),
        "the proof is of the hash of a block that it names",
        "the proof isn't of the hash of a block that it names");
    findings.unknown(
        "anchor.not-before",
        "if there is such a block, this proof and all that follow it are younger; only Ethereum"
            + " says whether there is");
    findings.fails(
        "anchor.not-after",
        "a block's hash in the proof shows nothing of what is older, and that a chain recorded the"
            + " proof isn't in it");
  }
}
