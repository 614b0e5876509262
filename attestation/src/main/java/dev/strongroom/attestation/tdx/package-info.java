// SPDX-License-Identifier: Apache-2.0
/// Trust domains of Intel TDX: what they claim, and what a relying party accepts of them.
@NullMarked
package dev.strongroom.attestation.tdx;

import org.jspecify.annotations.NullMarked;
