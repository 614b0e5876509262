// SPDX-License-Identifier: Apache-2.0
/// Solana: addresses, transactions and off-chain messages.
@NullMarked
package dev.strongroom.chain.solana;

import org.jspecify.annotations.NullMarked;
