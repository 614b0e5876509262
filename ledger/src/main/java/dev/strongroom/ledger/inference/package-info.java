// SPDX-License-Identifier: Apache-2.0
/// What a ledger says of an answer of a model (`docs/inference-receipts.md`): the entry's format,
/// and its comparison with a request and a response that somebody kept.
@NullMarked
package dev.strongroom.ledger.inference;

import org.jspecify.annotations.NullMarked;
