// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.consistency;

import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.util.List;

/// What somebody was shown of a log's tree: a checkpoint and leaves in it. Nothing is checked yet.
///
/// @param checkpoint of the tree
/// @param leaves that were shown to be in it
public record TreeView(SignedCheckpoint checkpoint, List<ShownLeaf> leaves) {
  /// Copies the list.
  public TreeView {
    leaves = List.copyOf(leaves);
  }

  /// What a receipt shows: its entry's leaf and that of its epoch.
  public static TreeView of(Receipt receipt) {
    return new TreeView(
        receipt.checkpoint(),
        List.of(
            new ShownLeaf(receipt.leaf().hash(), receipt.inclusionProof()),
            new ShownLeaf(receipt.epoch().entry().leaf().hash(), receipt.epochInclusionProof())));
  }

  /// A checkpoint alone.
  public static TreeView of(SignedCheckpoint checkpoint) {
    return new TreeView(checkpoint, List.of());
  }

  /// Whether the log signed the checkpoint.
  boolean isSignedBy(VerifierKey log) {
    List<NoteSignature> lines =
        checkpoint.note().signatures().stream().filter(line -> line.isFrom(log)).toList();
    return checkpoint.checkpoint().origin().equals(log.name())
        && lines.stream()
            .anyMatch(line -> Signatures.verify(checkpoint.note().text(), line, log).isPresent());
  }

  /// What is known of the tree.
  ///
  /// @throws InvalidProofException if a leaf isn't in it
  KnownTree known() throws InvalidProofException {
    KnownTree tree = new KnownTree(checkpoint.checkpoint().size(), checkpoint.checkpoint().root());
    for (ShownLeaf leaf : leaves) {
      tree.add(leaf);
    }
    return tree;
  }
}
