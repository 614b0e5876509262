// SPDX-License-Identifier: Apache-2.0
/// Answers of models with the receipts of all who took part, judged together
/// (`docs/inference-receipts.md`).
@NullMarked
package dev.strongroom.ledger.answer;

import org.jspecify.annotations.NullMarked;
