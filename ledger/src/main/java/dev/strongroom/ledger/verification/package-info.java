// SPDX-License-Identifier: Apache-2.0
/// Is a receipt good, and does a policy accept it (`docs/receipt.md`, sections 7 to 10)? And do two
/// receipts of one log agree?
///
/// Threats answered: evidence, keys, entries and trees that are genuine each for itself and don't
/// belong together; a log that shows one tree to some and another to others; a simulated enclave
/// that isn't called one; a policy that says less than its author believes.
@NullMarked
package dev.strongroom.ledger.verification;

import org.jspecify.annotations.NullMarked;
