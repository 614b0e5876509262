// SPDX-License-Identifier: Apache-2.0
/// Receipts as files and as the enclave's API answers them (`docs/receipt.md`, sections 4 to 6):
/// reading and writing, nothing verified.
///
/// Threats answered: a receipt that two readers understand differently (unknown and repeated
/// members are refused, encodings have one form), and one that costs its reader more than it is
/// worth (length, depth and lists are bounded).
@NullMarked
package dev.strongroom.ledger.receipt;

import org.jspecify.annotations.NullMarked;
