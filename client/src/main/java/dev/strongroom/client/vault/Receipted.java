// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.ledger.receipt.Receipt;

/// What an act gave, with its receipt.
///
/// @param <T> what it gave
/// @param value what it gave
/// @param receipt of the act
public record Receipted<T>(T value, Receipt receipt) {}
