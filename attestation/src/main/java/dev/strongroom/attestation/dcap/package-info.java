// SPDX-License-Identifier: Apache-2.0
/// Quotes of Intel's data center attestation primitives (DCAP): of SGX enclaves and TDX trust
/// domains. Threats answered: lengths that lead outside, bytes after the end that somebody signs or
/// hashes along, versions whose layout isn't known.
@NullMarked
package dev.strongroom.attestation.dcap;

import org.jspecify.annotations.NullMarked;
