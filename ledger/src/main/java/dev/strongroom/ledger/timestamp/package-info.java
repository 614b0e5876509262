// SPDX-License-Identifier: Apache-2.0
/// Tokens of time stamping authorities (RFC 3161): that bytes existed at a time, if one trusts the
/// authority.
@NullMarked
package dev.strongroom.ledger.timestamp;

import org.jspecify.annotations.NullMarked;
