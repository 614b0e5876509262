// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;

/// One row of a page, as the host says: anything, until it is unsealed.
///
/// @param key whose value it is
/// @param version at least 1; what to name when replacing it
/// @param value at most [StorageLimits#MAX_VALUE] bytes
public record Entry(Bytes key, long version, Bytes value) {}
