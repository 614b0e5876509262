// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.ledger.receipt.Receipt;

/// A key after an act, with the act's receipt.
///
/// @param key as it is now
/// @param receipt of the act
public record KeyReceipt(VaultKey key, Receipt receipt) {}
