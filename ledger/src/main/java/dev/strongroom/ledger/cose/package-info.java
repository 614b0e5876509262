// SPDX-License-Identifier: Apache-2.0
/// The COSE view of a log: receipts of inclusion and consistency (RFC 9942) and statements that
/// carry them (RFC 9943).
@NullMarked
package dev.strongroom.ledger.cose;

import org.jspecify.annotations.NullMarked;
