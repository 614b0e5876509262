// SPDX-License-Identifier: Apache-2.0
/// COSE_Sign1 (RFC 9052, section 4.2), as far as evidence uses it.
@NullMarked
package dev.strongroom.attestation.cose;

import org.jspecify.annotations.NullMarked;
