// SPDX-License-Identifier: Apache-2.0
/// C2SP's tlog-tiles: a tree as static files, and proofs from them.
@NullMarked
package dev.strongroom.ledger.tile;

import org.jspecify.annotations.NullMarked;
