// SPDX-License-Identifier: Apache-2.0
/// C2SP's signed-note, tlog-checkpoint and tlog-cosignature: text that is signed by several keys.
@NullMarked
package dev.strongroom.ledger.note;

import org.jspecify.annotations.NullMarked;
