// SPDX-License-Identifier: Apache-2.0
/// What the gateway has to know of a request: its model, and what receipts and budgets name. The
/// rest it passes on unread.
@NullMarked
package dev.strongroom.enclave.inference.request;

import org.jspecify.annotations.NullMarked;
