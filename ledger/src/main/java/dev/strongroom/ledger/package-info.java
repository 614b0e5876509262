// SPDX-License-Identifier: Apache-2.0
/// What a ledger gives out, and how anybody checks it.
@NullMarked
package dev.strongroom.ledger;

import org.jspecify.annotations.NullMarked;
