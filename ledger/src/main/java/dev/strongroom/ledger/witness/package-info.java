// SPDX-License-Identifier: Apache-2.0
/// What a log and a witness say to one another: C2SP's tlog-witness.
@NullMarked
package dev.strongroom.ledger.witness;

import org.jspecify.annotations.NullMarked;
