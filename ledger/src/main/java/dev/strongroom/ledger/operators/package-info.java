// SPDX-License-Identifier: Apache-2.0
/// What a quorum of operators decides about a log, by signatures over statements.
@NullMarked
package dev.strongroom.ledger.operators;

import org.jspecify.annotations.NullMarked;
