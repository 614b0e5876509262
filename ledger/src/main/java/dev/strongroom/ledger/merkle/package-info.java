// SPDX-License-Identifier: Apache-2.0
/// Merkle trees of RFC 6962 and RFC 9162 with SHA-256: hashes, proofs, nothing of what the leaves
/// mean.
@NullMarked
package dev.strongroom.ledger.merkle;

import org.jspecify.annotations.NullMarked;
