// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;

/// An output of a transaction.
///
/// @param amount in satoshi, 0 to 21 * 10^14
/// @param script scriptPubKey
record TransactionOutput(long amount, Bytes script) {}
