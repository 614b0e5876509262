// SPDX-License-Identifier: Apache-2.0
/// How a log that lost entries goes on under a new origin, in the open (`docs/recovery.md`): what
/// the enclave says when it refuses, what operators sign, and the entry that says so.
@NullMarked
package dev.strongroom.ledger.recovery;

import org.jspecify.annotations.NullMarked;
