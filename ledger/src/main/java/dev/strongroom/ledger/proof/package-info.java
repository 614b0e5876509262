// SPDX-License-Identifier: Apache-2.0
/// C2SP's tlog-proof: that an entry is in a log, in one text that needs no network.
@NullMarked
package dev.strongroom.ledger.proof;

import org.jspecify.annotations.NullMarked;
