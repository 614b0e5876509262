// SPDX-License-Identifier: Apache-2.0
/// What receipts cost: durable ones per second, their latency, their verification.
@NullMarked
package dev.strongroom.bench.ledger;

import org.jspecify.annotations.NullMarked;
