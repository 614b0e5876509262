// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.consistency;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.InclusionProof;

/// A leaf and its way to a root.
///
/// @param hash of the leaf, 32 bytes
/// @param proof that it is in the tree
public record ShownLeaf(Bytes hash, InclusionProof proof) {}
