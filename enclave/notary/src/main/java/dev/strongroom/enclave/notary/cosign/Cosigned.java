// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.cosign;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.receipt.CompactReceipt.EpochReference;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A checkpoint that enough witnesses cosigned, and what its receipts have in common.
///
/// @param checkpoint with all signatures
/// @param coseSignature of the log's key over the root, for the COSE form of receipts
/// @param epoch in which it was signed
/// @param epochInclusion of the epoch's leaf in this tree
/// @param reference to the epoch, for compact receipts
/// @param anchors that the checkpoint has beside the witnesses
public record Cosigned(
    SignedCheckpoint checkpoint,
    Optional<Bytes> coseSignature,
    EpochEntry epoch,
    InclusionProof epochInclusion,
    EpochReference reference,
    List<Anchor> anchors) {
  /// Copies the list.
  public Cosigned {
    anchors = List.copyOf(anchors);
  }

  /// Leaves of the tree.
  public long size() {
    return checkpoint.checkpoint().size();
  }

  /// The same with more anchors.
  public Cosigned with(List<Anchor> more) {
    return new Cosigned(
        checkpoint,
        coseSignature,
        epoch,
        epochInclusion,
        reference,
        Stream.concat(anchors.stream(), more.stream()).toList());
  }
}
