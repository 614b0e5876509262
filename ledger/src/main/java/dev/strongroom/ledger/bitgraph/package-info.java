// SPDX-License-Identifier: Apache-2.0
/// Proofs of BitGraph (`bitgraph/1`) and of the projects that it was before (OCC, Provenclave),
/// read and judged claim by claim. Nothing here writes them.
@NullMarked
package dev.strongroom.ledger.bitgraph;

import org.jspecify.annotations.NullMarked;
