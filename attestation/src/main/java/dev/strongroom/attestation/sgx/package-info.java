// SPDX-License-Identifier: Apache-2.0
/// Enclaves of Intel SGX: what they claim, and what a relying party accepts of them.
@NullMarked
package dev.strongroom.attestation.sgx;

import org.jspecify.annotations.NullMarked;
