// SPDX-License-Identifier: Apache-2.0
/// Ethereum and the chains that follow it: addresses, transactions, messages and typed data.
@NullMarked
package dev.strongroom.chain.evm;

import org.jspecify.annotations.NullMarked;
