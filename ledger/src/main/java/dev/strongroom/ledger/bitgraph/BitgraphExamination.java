// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Signatures;
import java.util.List;
import java.util.Optional;

/// Says of each claim that a proof makes whether it holds. There is no verdict on the whole: what a
/// proof is worth depends on which of its claims one needs.
public final class BitgraphExamination {
  private BitgraphExamination() {}

  /// Examines a proof.
  ///
  /// @throws MalformedLedgerException if a part that only some proofs have isn't of the layout
  public static List<Finding> examine(BitgraphProof proof, ExaminationInput input)
      throws MalformedLedgerException {
    FindingList findings = new FindingList();
    artifact(proof, input, findings);
    signature(proof, findings);
    AttestationFindings.add(proof, input, findings);
    SlotFindings.add(proof, findings);
    OrderFindings.add(proof, input, findings);
    AgencyFindings.add(proof, findings);
    TimeFindings.add(proof, input, findings);
    unsigned(proof, findings);
    return findings.all();
  }

  private static void artifact(BitgraphProof proof, ExaminationInput input, FindingList findings) {
    if (input.artifact().isEmpty()) {
      findings.unknown("artifact.digest", "no file was given to compare it with");
    } else {
      findings.note(
          "artifact.digest",
          input.artifact().get().equals(proof.artifactDigest()),
          "it is the SHA-256 of the file",
          "the file has another SHA-256");
    }
  }

  private static void signature(BitgraphProof proof, FindingList findings) {
    Optional<Bytes> body = proof.signedBody();
    if (body.isEmpty()) {
      findings.unknown("signature", "a signed number can be written in more ways than one");
      return;
    }
    findings.note(
        "signature",
        Signatures.ed25519(proof.publicKey(), body.get(), proof.signature()),
        "the key in the proof signed its body; whose key that is, this doesn't say",
        "the key in the proof didn't sign its body");
  }

  private static void unsigned(BitgraphProof proof, FindingList findings) {
    for (String name : List.of("metadata", "claims", "proofHash", "ethereum")) {
      if (proof.root().has(name)) {
        findings.unknown(name, "nobody signed it: anybody could have added it later");
      }
    }
    for (String name : List.of("attribution", "principal", "policy")) {
      if (proof.root().has(name)) {
        findings.unknown(
            name, "it is signed as what somebody said to the signer, who didn't check it");
      }
    }
  }
}
