// SPDX-License-Identifier: Apache-2.0
/// Do two views of one log agree, or do they prove a fork (`docs/receipt.md`, section 10)?
///
/// Threat answered: a log that shows one tree to some and another to others. What it signed for
/// both is proof enough, for anybody, without asking it.
@NullMarked
package dev.strongroom.ledger.consistency;

import org.jspecify.annotations.NullMarked;
