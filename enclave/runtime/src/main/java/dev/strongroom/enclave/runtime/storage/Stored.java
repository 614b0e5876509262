// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;

/// What the host says that a key has: anything, until it is unsealed.
///
/// @param version at least 1; what to name when replacing it
/// @param value at most [StorageLimits#MAX_VALUE] bytes
public record Stored(long version, Bytes value) {}
