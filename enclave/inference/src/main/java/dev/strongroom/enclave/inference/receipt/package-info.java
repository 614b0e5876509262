// SPDX-License-Identifier: Apache-2.0
/// Receipts of answers (`docs/inference-receipts.md`).
@NullMarked
package dev.strongroom.enclave.inference.receipt;

import org.jspecify.annotations.NullMarked;
