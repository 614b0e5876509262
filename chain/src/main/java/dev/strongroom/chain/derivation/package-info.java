// SPDX-License-Identifier: Apache-2.0
/// The trees that keys derive in (BIP-32, SLIP-10), and the accounts that wallets have in them. The
/// only part of this module that sees private keys: it is lent them, and wipes its own copies.
@NullMarked
package dev.strongroom.chain.derivation;

import org.jspecify.annotations.NullMarked;
