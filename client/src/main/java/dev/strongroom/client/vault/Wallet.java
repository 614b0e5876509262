// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.ledger.receipt.Receipt;
import java.util.Optional;

/// A person's wallet, open.
///
/// @param key a seed that this person owns
/// @param birth the receipt of its birth
/// @param session of the key that asked; empty if the same login had opened it before
/// @param created whether it was made just now
public record Wallet(
    VaultKey key, Receipt birth, Optional<Receipted<KeySession>> session, boolean created) {}
