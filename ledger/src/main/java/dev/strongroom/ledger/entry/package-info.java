// SPDX-License-Identifier: Apache-2.0
/// What is entered into a ledger (`docs/receipt.md`, sections 2 and 3): entries, the leaves that
/// commit to them, and what an epoch says of itself.
///
/// Threats answered: two readings of one entry (its bytes are canonical JSON, and nothing else is
/// read), and a log that tells strangers what was entered (leaves are salted commitments).
@NullMarked
package dev.strongroom.ledger.entry;

import org.jspecify.annotations.NullMarked;
