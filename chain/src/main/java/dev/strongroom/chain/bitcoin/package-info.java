// SPDX-License-Identifier: Apache-2.0
/// Bitcoin: addresses, and transactions as PSBTs (BIP-174).
@NullMarked
package dev.strongroom.chain.bitcoin;

import org.jspecify.annotations.NullMarked;
