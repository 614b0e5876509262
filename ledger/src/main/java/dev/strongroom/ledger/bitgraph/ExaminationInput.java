// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.ledger.timestamp.TimestampAuthorities;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is at hand besides the proof.
///
/// @param artifact SHA-256 of the file that the proof is said to be of
/// @param previous the proof that is said to come before
/// @param verifier of attestation documents
/// @param roots whose documents are genuine
/// @param authorities whose time stamps are believed
public record ExaminationInput(
    Optional<Bytes> artifact,
    Optional<BitgraphProof> previous,
    Verifier verifier,
    List<TrustAnchor> roots,
    TimestampAuthorities authorities) {
  /// Copies the list.
  public ExaminationInput {
    roots = List.copyOf(roots);
  }

  /// Nothing but AWS's root.
  public static ExaminationInput of(Verifier verifier) {
    return new ExaminationInput(
        Optional.empty(),
        Optional.empty(),
        verifier,
        List.of(NitroPolicy.AWS_ROOT_G1),
        new TimestampAuthorities(Set.of(), List.of()));
  }

  /// The same with a file.
  public ExaminationInput withArtifact(Bytes sha256) {
    return new ExaminationInput(Optional.of(sha256), previous, verifier, roots, authorities);
  }

  /// The same with the proof before.
  public ExaminationInput withPrevious(BitgraphProof proof) {
    return new ExaminationInput(artifact, Optional.of(proof), verifier, roots, authorities);
  }

  /// The same with other roots.
  public ExaminationInput withRoots(List<TrustAnchor> others) {
    return new ExaminationInput(artifact, previous, verifier, others, authorities);
  }

  /// The same with authorities.
  public ExaminationInput withAuthorities(TimestampAuthorities others) {
    return new ExaminationInput(artifact, previous, verifier, roots, others);
  }
}
